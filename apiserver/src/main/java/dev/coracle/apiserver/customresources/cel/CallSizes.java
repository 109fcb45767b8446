package dev.coracle.apiserver.customresources.cel;

/** A call as far as its cost goes: one that may happen, with ranges of sizes, or one that has, with exact ones. */
interface CallSizes {
    /** The one overload that the checker chose; empty when the types left several. */
    String overload();

    /** @param operand counted from the receiver, where there is one */
    Cost size(int operand);
}
