package dev.coracle.machinery.fieldmanager;

import java.util.function.UnaryOperator;

/** How one object differs from an older one: no path is in two of the sets. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
    static final Comparison NONE = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

    boolean isSame() {
        return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }

    /** What the newer object sets otherwise than the older one did. */
    FieldSet changed() {
        return modified.union(added);
    }

    /** Every path at which the two differ. */
    FieldSet all() {
        return changed().union(removed);
    }

    Comparison map(UnaryOperator<FieldSet> function) {
        return isSame()
                ? this
                : new Comparison(function.apply(added), function.apply(modified), function.apply(removed));
    }
}
