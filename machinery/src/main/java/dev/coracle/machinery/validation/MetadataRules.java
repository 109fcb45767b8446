package dev.coracle.machinery.validation;

/** What the rules for {@code metadata} depend on. */
public interface MetadataRules {
    /** The rule for {@code metadata.name}. */
    NameRule nameRule();

    /** Whether the objects live in namespaces. */
    boolean namespaced();

    /** Whether finalizers without a domain need not be those the core API knows. */
    boolean allowsAnyFinalizer();
}
