package dev.coracle.apiserver.customresources.cel;

/** A call as far as its cost goes: one that may happen, with ranges of sizes, or one that has, with exact ones. */
interface CallSizes {
    /** The one overload that the checker chose; empty when the types left several. */
    String overload();

    /** Of an operand; the receiver, where there is one, is the first. */
    Cost size(int operand);
}
