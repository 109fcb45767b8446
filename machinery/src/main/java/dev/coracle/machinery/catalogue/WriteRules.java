package dev.coracle.machinery.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is particular to the writes of a resource and takes no code. Immutable.
 *
 * @param rules what holds of it
 * @param resets where writes put back other fields than is the rule: by subresource (empty for the object itself) the paths
 *     that are put back, or {@code only} and the paths that are not
 */
public record WriteRules(Set<Rule> rules, Map<String, List<String>> resets) {
    /** What holds of most. */
    public static final WriteRules PLAIN = new WriteRules(Set.of(), Map.of());

    /** One rule. */
    public enum Rule {
        /** A change of anything but metadata and status moves {@code metadata.generation}. */
        GENERATION,
        /** So does a change of annotations. */
        ANNOTATIONS,
        /** PUT of an object that does not exist creates it. */
        ALLOW_CREATE_ON_UPDATE,
        /** PUT must name a resourceVersion. */
        REQUIRE_RESOURCE_VERSION,
        /** A delete answers with the object it removed; for the others with a Status. */
        RETURN_DELETED_OBJECT,
        /** Dependents outlive an object that is deleted with no word about them. */
        ORPHAN_BY_DEFAULT,
        /**
         * Upstream's server for extensions has it: finalizers without a domain need not be those the core API knows, and
         * objects are stored as JSON there too, so that they may take no more bytes than etcd takes in a request.
         */
        EXTENSION
    }

    public WriteRules {
        rules = Set.copyOf(rules);
        resets = Map.copyOf(resets);
    }

    public boolean has(Rule rule) {
        return rules.contains(rule);
    }
}
