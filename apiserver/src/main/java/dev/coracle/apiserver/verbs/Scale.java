package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.Replacement;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.UpdateFunction;
import dev.coracle.apiserver.registry.WritePipeline;
import dev.coracle.apiserver.registry.WriteResult;
import dev.coracle.apiserver.resource.ScalePaths;
import dev.coracle.machinery.decode.Decoded;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.fieldmanager.FieldManager;
import dev.coracle.machinery.fieldmanager.ScaleHandler;
import dev.coracle.machinery.patch.PatchType;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.tree.Tree;
import java.util.List;

/** The scale subresource: {@code autoscaling/v1 Scale} as a view of the fields that the strategy names. */
final class Scale {
    /** Stands for replicas that a custom resource has not got, as upstream tells a patch of them from none. */
    private static final int UNSET = Integer.MIN_VALUE;

    private static final GroupVersionKind KIND = new GroupVersionKind("autoscaling", "v1", "Scale");

    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;

    Scale(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    void get(Exchange exchange, ServedResource target) {
        String name = exchange.info().name();
        StoredObject object = registry.backend()
                .cache()
                .of(target.resource())
                .get(Scopes.namespace(exchange, target), name)
                .orElseThrow(() -> ApiException.notFound(target.groupResource(), name));
        exchange.whenDone(object.prepare(), ready -> {
            ScalePaths paths = target.resource().strategy().scale();
            if (target.resource().isCustom()
                    && ScalePaths.find(object.read(), paths.specReplicas()).isMissingNode()) {
                throw ApiException.internal("the spec replicas field " + quoted(paths) + " does not exist");
            }
            answers.scale(exchange, target, 200, view(target, object.read()));
        });
    }

    private static String quoted(ScalePaths paths) {
        return "\"." + String.join(".", paths.specReplicas()) + '"';
    }

    void update(Exchange exchange, ServedResource target) {
        WriteOptions options = WriteOptions.parse(exchange.query(), "UpdateOptions");
        exchange.representation();
        exchange.readBody(body -> {
            ObjectNode scale = bodies.document(exchange, KIND, body, options.fieldValidation());
            Replacement replacement = new Replacement(
                    options.untracked(exchange, target), exchange.info().name(), scale);
            write(exchange, target, options, current -> {
                Tracked tracked = new Tracked(target, current);
                ObjectNode wanted = replacement.apply(current);
                tracked.update(wanted, options.manager(exchange));
                return tracked.store(apply(exchange, target, wanted, current), wanted);
            });
        });
    }

    void patch(Exchange exchange, ServedResource target) {
        PatchType type = Patch.type(exchange);
        if (type == PatchType.APPLY) {
            serverSideApply(exchange, target);
            return;
        }
        WriteOptions options = WriteOptions.parse(exchange.query(), "PatchOptions");
        exchange.representation();
        exchange.readBody(body -> write(exchange, target, options, current -> {
            Tracked tracked = new Tracked(target, current);
            ObjectNode before = tracked.scale.deepCopy();
            ScalePaths paths = target.resource().strategy().scale();
            boolean unset = target.resource().isCustom()
                    && ScalePaths.find(current.read(), paths.specReplicas()).isMissingNode();
            if (unset) {
                before.withObject("/spec").put("replicas", UNSET);
            }
            ObjectNode scale = bodies.patch(exchange, type, body, before, KIND, options.fieldValidation());
            if (unset && Tree.get(scale, "spec", "replicas").asInt() == UNSET) {
                throw ApiException.badRequest("the spec replicas field " + quoted(paths) + " cannot be empty");
            }
            tracked.update(scale, options.manager(exchange));
            return tracked.store(apply(exchange, target, scale, current), scale);
        }));
    }

    private void serverSideApply(Exchange exchange, ServedResource target) {
        WriteOptions options = WriteOptions.parseApply(exchange.query());
        exchange.representation();
        exchange.readBody(body -> {
            Decoded config = bodies.configuration(body);
            write(exchange, target, options, current -> {
                Tracked tracked = new Tracked(target, current);
                ObjectNode scale = tracked.apply(config.object(), options);
                bodies.checkStrict(exchange, config, options.fieldValidation());
                return tracked.store(apply(exchange, target, scale, current), scale);
            });
        });
    }

    /** The Scale of an object as it is, and who manages its replicas. Confined to one attempt at a write. */
    private final class Tracked {
        private final ScaleHandler fields;
        private final FieldManager manager = ScaleHandler.manager(KIND, bodies.schema(KIND));
        private final ObjectNode scale;

        Tracked(ServedResource target, StoredObject current) {
            ObjectNode object = current.read();
            this.fields = new ScaleHandler(
                    Tree.get(Tree.metadata(object), "managedFields"),
                    target.version().groupVersion().toString(),
                    target.resource().strategy().replicas(target.resource()));
            this.scale = view(target, object);
            ArrayNode managers = fields.toScale();
            if (!managers.isEmpty()) {
                ((ObjectNode) scale.get("metadata")).set("managedFields", managers);
            }
        }

        void update(ObjectNode wanted, String name) {
            manager.update(scale, wanted, name, registry.backend().clock().instant());
        }

        ObjectNode apply(ObjectNode config, WriteOptions options) {
            FieldManager.Applied applied = manager.apply(
                    scale,
                    config,
                    options.fieldManager(),
                    options.force(),
                    registry.backend().clock().instant());
            ObjectNode merged = applied.object();
            ObjectNode wanted = merged == null ? scale.deepCopy() : bodies.applied(merged, config, KIND);
            applied.store(wanted);
            return wanted;
        }

        ObjectNode store(ObjectNode object, ObjectNode wanted) {
            ArrayNode managers = fields.toParent(Tree.get(Tree.metadata(wanted), "managedFields"));
            ObjectNode metadata = (ObjectNode) object.get("metadata");
            if (managers.isEmpty()) {
                metadata.remove("managedFields");
            } else {
                metadata.set("managedFields", managers);
            }
            return object;
        }
    }

    private void write(Exchange exchange, ServedResource target, WriteOptions options, UpdateFunction change) {
        exchange.whenDone(
                registry.update(
                        options.untracked(exchange, target), exchange.info().name(), WritePipeline.APPLY, change),
                updated -> answers.scale(exchange, target, 200, view(target, tree(updated))));
    }

    /** An update answers with an object, be it stored or not. */
    private static ObjectNode tree(WriteResult result) {
        return result instanceof WriteResult.Unstored unstored
                ? unstored.object()
                : result.stored().orElseThrow().read();
    }

    private static ObjectNode apply(Exchange exchange, ServedResource target, ObjectNode scale, StoredObject current) {
        String name = exchange.info().name();
        JsonNode replicas = Tree.get(scale, "spec", "replicas");
        // A custom resource's own validation tells of it, in words of its own.
        if (replicas.longValue() < 0 && !target.resource().isCustom()) {
            FieldErrors errors = new FieldErrors();
            errors.invalid(Path.of("spec", "replicas"), replicas.longValue(), "must be greater than or equal to 0");
            throw ApiException.invalid(KIND.group(), KIND.kind(), name, errors);
        }
        JsonNode wanted = Tree.metadata(scale);
        checkUid(exchange, target, Tree.text(wanted, "uid"), current);
        ObjectNode object = current.copy();
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion"}) {
            if (!Tree.text(wanted, field).isEmpty()) {
                metadata.put(field, Tree.text(wanted, field));
            }
        }
        List<String> path = target.resource().strategy().scale().specReplicas();
        ObjectNode parent = object;
        for (String field : path.subList(0, path.size() - 1)) {
            parent = Tree.createObject(parent, field);
        }
        parent.put(path.get(path.size() - 1), replicas.intValue());
        return object;
    }

    private static ObjectNode view(ServedResource target, ObjectNode object) {
        ScalePaths paths = target.resource().strategy().scale();
        ObjectNode scale = JsonNodeFactory.instance.objectNode();
        scale.put("kind", KIND.kind()).put("apiVersion", KIND.group() + "/" + KIND.version());
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            if (Tree.has(Tree.metadata(object), field)) {
                metadata.set(field, Tree.metadata(object).get(field));
            }
        }
        int wanted = ScalePaths.find(object, paths.specReplicas()).asInt(0);
        ObjectNode spec = scale.putObject("spec");
        if (wanted != 0) {
            spec.put("replicas", wanted);
        }
        ObjectNode status = scale.putObject("status");
        status.put("replicas", ScalePaths.find(object, paths.statusReplicas()).asInt(0));
        JsonNode selecting = ScalePaths.find(object, paths.selector());
        String selector = selecting.isTextual() ? selecting.textValue() : SelectorText.of(selecting);
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    private static void checkUid(Exchange exchange, ServedResource target, String wanted, StoredObject current) {
        String actual = Tree.text(Tree.metadata(current.read()), "uid");
        if (!wanted.isEmpty() && !wanted.equals(actual)) {
            GroupResource resource = target.groupResource();
            throw ApiException.conflict(
                    new GroupResource(resource.group(), resource.resource() + "/scale"),
                    exchange.info().name(),
                    "Precondition failed: UID in precondition: " + wanted + ", UID in object meta: " + actual);
        }
    }
}
