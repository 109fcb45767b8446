package dev.coracle.apiserver.resource;

import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionResource;
import dev.coracle.machinery.schema.Names;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.validation.MetadataRules;
import dev.coracle.machinery.validation.NameRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One stored resource type: everything the generic verbs need to know of a kind.
 *
 * @param storage the group and plural it is stored under
 * @param names what it is called
 * @param namespaced whether its objects live in namespaces
 * @param verbs the verbs the main resource serves, in discovery's words (create, delete, deletecollection, get, ...)
 * @param subresources what is served below an object: status, scale, binding, log, ...
 * @param writes what is particular to its writes
 * @param served the versions, the stored (and preferred) one first
 * @param strategy what is particular to the kind
 */
public record Resource(
        GroupResource storage,
        Names names,
        boolean namespaced,
        Set<String> verbs,
        Set<String> subresources,
        WriteRules writes,
        List<ServedVersion> served,
        Strategy strategy)
        implements MetadataRules {
    public Resource {
        verbs = Set.copyOf(verbs);
        subresources = Set.copyOf(subresources);
        served = List.copyOf(served);
        if (served.isEmpty() || !served.get(0).isStored()) {
            throw new IllegalArgumentException(storage + ": the first served version must be the stored one");
        }
    }

    /** A resource whose writes are like most. */
    public Resource(
            GroupResource storage,
            Names names,
            boolean namespaced,
            Set<String> verbs,
            Set<String> subresources,
            List<ServedVersion> served,
            Strategy strategy) {
        this(storage, names, namespaced, verbs, subresources, WriteRules.PLAIN, served, strategy);
    }

    public ServedVersion stored() {
        return served.get(0);
    }

    public Schema schema() {
        return stored().schema();
    }

    /** Whether a CustomResourceDefinition defines it. */
    public boolean isCustom() {
        return schema().isCustom();
    }

    public Optional<ServedVersion> version(GroupVersion groupVersion) {
        return served.stream()
                .filter(v -> v.groupVersion().equals(groupVersion))
                .findFirst();
    }

    /** What tells this resource from every other, those over the same keys included. */
    public GroupVersionResource id() {
        return new GroupVersionResource(storage.group(), stored().groupVersion().version(), storage.resource());
    }

    @Override
    public NameRule nameRule() {
        return strategy.nameRule();
    }

    @Override
    public boolean allowsAnyFinalizer() {
        return writes.has(WriteRules.Rule.EXTENSION);
    }

    public boolean hasStatus() {
        return subresources.contains("status");
    }

    /** The prefix of this resource's keys in the store: {@code /registry/apps/deployments/}. */
    public String keyPrefix() {
        return storage.group().isEmpty()
                ? "/registry/" + storage.resource() + "/"
                : "/registry/" + storage.group() + "/" + storage.resource() + "/";
    }

    /** An object's key in the store; {@code namespace} is ignored for cluster-scoped types. */
    public String key(String namespace, String name) {
        return namespaced ? keyPrefix() + namespace + "/" + name : keyPrefix() + name;
    }
}
