package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.conversion.ConversionWebhook;
import dev.coracle.apiserver.customresources.structural.Defaulting;
import dev.coracle.apiserver.customresources.structural.Pruning;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.resource.StoredForm;
import dev.coracle.apiserver.resource.WriteThreads;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one custom resource: what is read is pruned and defaulted by the schema of the version it was stored
 * in, converted, and pruned by that of the version asked for. Immutable.
 *
 * @param group the resource's group
 * @param stored the version new objects are stored in
 * @param schemas by version
 * @param webhook converts; null when versions differ in their name only
 * @param threads where writes run that a webhook or rules hold up; null when there are neither
 */
record VersionedForms(
        String group,
        String stored,
        Map<String, Structural> schemas,
        @Nullable ConversionWebhook webhook,
        @Nullable WriteThreads threads) {
    VersionedForms {
        schemas = Map.copyOf(schemas);
    }

    Structural schema(String version) {
        Structural schema = schemas.get(version);
        if (schema == null) {
            throw new IllegalArgumentException(group + " has no version " + version);
        }
        return schema;
    }

    /** The form of the objects of one version. */
    StoredForm of(String version) {
        return new VersionForm(version);
    }

    private final class VersionForm implements StoredForm {
        private final String version;
        private final @Nullable Remote remote;

        VersionForm(String version) {
            this.version = version;
            this.remote = webhook == null ? null : new ByWebhook(webhook, version);
        }

        @Override
        public @Nullable Remote remote() {
            return remote;
        }

        @Override
        public boolean fromStored(ObjectNode object) {
            boolean changed = asWritten(object);
            return VersionedForms.this.convert(object, version) || changed;
        }

        @Override
        public @Nullable Schema schema(String other) {
            return schemas.get(other);
        }

        @Override
        public void convert(ObjectNode object, String to) {
            VersionedForms.this.convert(object, to);
        }

        @Override
        public ObjectNode toStored(ObjectNode object) {
            if (version.equals(stored)) {
                return object;
            }
            ObjectNode copy = object.deepCopy();
            VersionedForms.this.convert(copy, stored);
            return copy;
        }
    }

    private static String version(ObjectNode object) {
        return GroupVersion.parse(Tree.text(object, "apiVersion")).version();
    }

    /** Prunes and completes what the store holds, by the schema of the version it is in. */
    private boolean asWritten(ObjectNode object) {
        Structural schema = schemas.get(version(object));
        boolean changed = fit(object, schema);
        return (schema != null && Defaulting.setDefaults(object, schema) != Defaulting.Outcome.UNCHANGED) || changed;
    }

    private boolean convert(ObjectNode object, String to) {
        if (version(object).equals(to)) {
            return false;
        }
        if (webhook == null) {
            object.put("apiVersion", group + "/" + to);
        } else {
            ObjectNode converted = WriteThreads.await(webhook.convert(List.of(object), group + "/" + to))
                    .get(0);
            object.removeAll();
            object.setAll(converted);
        }
        fit(object, schemas.get(to));
        return true;
    }

    /** Has the objects of one version converted by a webhook: those that the store holds in the same version together. */
    private final class ByWebhook implements StoredForm.Remote {
        private final ConversionWebhook hook;
        private final String version;

        ByWebhook(ConversionWebhook hook, String version) {
            this.hook = hook;
            this.version = version;
        }

        @Override
        public CompletableFuture<List<ObjectNode>> fromStored(List<ObjectNode> objects) {
            Map<String, List<Integer>> others = new TreeMap<>();
            for (int i = 0; i < objects.size(); i++) {
                asWritten(objects.get(i));
                String from = version(objects.get(i));
                if (!from.equals(version)) {
                    others.computeIfAbsent(from, unused -> new ArrayList<>()).add(i);
                }
            }
            List<ObjectNode> results = new ArrayList<>(objects);
            CompletableFuture<?>[] conversions = others.values().stream()
                    .map(places -> hook.convert(
                                    places.stream().map(objects::get).toList(), group + "/" + version)
                            .thenAccept(converted -> {
                                for (int i = 0; i < places.size(); i++) {
                                    fit(converted.get(i), schemas.get(version));
                                    results.set(places.get(i), converted.get(i));
                                }
                            }))
                    .toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(conversions).thenApply(all -> results);
        }
    }

    private static boolean fit(ObjectNode object, @Nullable Structural schema) {
        if (schema == null) {
            return false;
        }
        boolean pruned = Pruning.prune(object, schema);
        return Pruning.dropNulls(object, schema) || pruned;
    }
}
