package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.conversion.ConversionWebhook;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.resource.Conversion;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.apiserver.resource.WriteThreads;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.Names;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** One CustomResourceDefinition, made ready to be served. Immutable, but for whether it is being emptied. */
final class Definition {
    private static final WriteRules WRITES =
            new WriteRules(Set.of(WriteRules.Rule.REQUIRE_RESOURCE_VERSION, WriteRules.Rule.EXTENSION), Map.of());
    private static final Set<String> VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final JsonNode inputs;
    private final Resource storage;
    private final List<Resource> served;
    private final AtomicBoolean terminating;

    private Definition(JsonNode inputs, Resource storage, List<Resource> served, AtomicBoolean terminating) {
        this.inputs = inputs;
        this.storage = storage;
        this.served = List.copyOf(served);
        this.terminating = terminating;
    }

    /** Everything of a definition that matters to its being served. */
    static JsonNode inputs(ObjectNode crd) {
        ObjectNode inputs = JsonNodeFactory.instance.objectNode();
        inputs.set("spec", Tree.spec(crd));
        inputs.set("names", acceptedNames(crd));
        return inputs;
    }

    private static JsonNode acceptedNames(JsonNode crd) {
        return Tree.get(Tree.status(crd), "acceptedNames");
    }

    /** Whether its names are accepted, or were once, so that requests for it are answered. */
    static boolean isServable(JsonNode crd) {
        JsonNode names = acceptedNames(crd);
        return (Conditions.isTrue(crd, Conditions.NAMES_ACCEPTED) || Conditions.isTrue(crd, Conditions.ESTABLISHED))
                && !Tree.text(names, "plural").isEmpty()
                && !Tree.text(names, "kind").isEmpty();
    }

    /**
     * Makes a definition ready.
     *
     * @param metadata the schema of ObjectMeta
     * @param webhooks finds the webhook of a definition that says it has one
     * @param pool runs writes that would hold up an event loop
     */
    static Definition of(
            ObjectNode crd, Schema metadata, Function<ObjectNode, ConversionWebhook> webhooks, Executor pool) {
        JsonNode spec = Tree.spec(crd);
        List<JsonNode> versions = new ArrayList<>();
        Tree.get(spec, "versions").forEach(versions::add);
        versions.sort(Comparator.comparing((JsonNode v) -> Tree.text(v, "name"), VersionPriority.NEWEST_FIRST));
        Map<String, Structural> schemas = new HashMap<>();
        String stored = "";
        for (JsonNode version : versions) {
            JsonNode schema = Tree.get(version, "schema", "openAPIV3Schema");
            schemas.put(Tree.text(version, "name"), Structural.root(schema, metadata));
            if (Tree.flag(version, "storage")) {
                stored = Tree.text(version, "name");
            }
        }
        boolean byWebhook = Tree.text(Tree.get(spec, "conversion"), "strategy").equals("Webhook");
        boolean ruled = spec.findValue("x-kubernetes-validations") != null;
        VersionedForms forms = new VersionedForms(
                Tree.text(spec, "group"),
                stored,
                schemas,
                byWebhook ? webhooks.apply(crd) : null,
                byWebhook || ruled ? new WriteThreads(Tree.name(crd), pool) : null);
        AtomicBoolean terminating = new AtomicBoolean(Conditions.isTrue(crd, Conditions.TERMINATING));
        List<Resource> served = new ArrayList<>();
        Resource storage = null;
        for (JsonNode version : versions) {
            boolean isStorage = Tree.flag(version, "storage");
            boolean isServed = Tree.flag(version, "served");
            if (isStorage || isServed) {
                Resource resource = resource(crd, version, forms, terminating);
                if (isServed) {
                    served.add(resource);
                }
                storage = isStorage ? resource : storage;
            }
        }
        if (storage == null) {
            throw new IllegalArgumentException(Tree.name(crd) + " stores no version");
        }
        return new Definition(inputs(crd), storage, served, terminating);
    }

    private static Resource resource(
            ObjectNode crd, JsonNode version, VersionedForms forms, AtomicBoolean terminating) {
        JsonNode spec = Tree.spec(crd);
        String group = Tree.text(spec, "group");
        String name = Tree.text(version, "name");
        JsonNode accepted = acceptedNames(crd);
        Names names = new Names(
                Tree.text(accepted, "kind"),
                Tree.text(accepted, "plural"),
                Tree.text(accepted, "singular"),
                strings(Tree.get(accepted, "shortNames")),
                strings(Tree.get(accepted, "categories")),
                Tree.text(accepted, "listKind"));
        Set<String> subresources = new HashSet<>();
        for (String subresource : new String[] {"status", "scale"}) {
            if (Tree.has(Tree.get(version, "subresources"), subresource)) {
                subresources.add(subresource);
            }
        }
        CustomResourceStrategy strategy = CustomResourceStrategy.of(crd, version, forms, terminating::get);
        ServedVersion served = new ServedVersion(new GroupVersion(group, name), forms.schema(name), Conversion.NONE);
        return new Resource(
                new GroupResource(group, names.plural()),
                names,
                Tree.text(spec, "scope").equals("Namespaced"),
                VERBS,
                subresources,
                WRITES,
                List.of(served),
                strategy);
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(text -> strings.add(text.asText()));
        return strings;
    }

    /** Whether a definition as it is now would be served just like this one. */
    boolean fits(ObjectNode crd) {
        return inputs.equals(inputs(crd));
    }

    /** Takes creations or, while its instances are deleted, refuses them; either way its watches go on. */
    void follow(ObjectNode crd) {
        terminating.set(Conditions.isTrue(crd, Conditions.TERMINATING));
    }

    /** The version that is stored, whether served or not. */
    Resource storage() {
        return storage;
    }

    /** The versions that are served, the newest first. */
    List<Resource> served() {
        return served;
    }

    /** All there is to cache. */
    List<Resource> resources() {
        List<Resource> all = new ArrayList<>(served);
        if (!all.contains(storage)) {
            all.add(storage);
        }
        return all;
    }
}
