package dev.coracle.machinery.schema;

import java.util.Optional;
import java.util.Set;

/** The kinds there are definitions of. Safe for any thread. */
public interface Schemas {
    /** Every kind there is a definition of, served or not. */
    Set<GroupVersionKind> kinds();

    /** The schema of a kind; empty for one that is not known. */
    Optional<Schema> of(GroupVersionKind kind);
}
