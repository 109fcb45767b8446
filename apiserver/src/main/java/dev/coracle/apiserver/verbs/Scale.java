package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.JsonText;
import dev.coracle.apiserver.patch.PatchType;
import dev.coracle.apiserver.registry.Change;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.resource.GroupVersionKind;
import dev.coracle.apiserver.tree.Tree;

/**
 * The scale subresource: {@code autoscaling/v1 Scale} as a view of {@code spec.replicas}, {@code status.replicas} and
 * {@code spec.selector}, which is where every built-in kind that scales has them.
 */
final class Scale {
    private static final GroupVersionKind KIND = new GroupVersionKind("autoscaling", "v1", "Scale");

    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;

    Scale(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    void get(Exchange exchange, Served target) {
        String name = exchange.info().name();
        StoredObject object = registry.backend()
                .cache()
                .of(target.resource())
                .get(Scopes.namespace(exchange, target), name)
                .orElseThrow(() -> ApiException.notFound(target.groupResource(), name));
        answers.document(exchange, 200, view(object.read()));
    }

    void update(Exchange exchange, Served target) {
        WriteOptions options = WriteOptions.parse(exchange.query(), "UpdateOptions");
        exchange.representation();
        exchange.readBody(body -> {
            ObjectNode scale = bodies.document(exchange, KIND, body, options.fieldValidation());
            write(exchange, target, options, current -> apply(exchange, scale, current));
        });
    }

    void patch(Exchange exchange, Served target) {
        PatchType type = Patch.type(exchange);
        WriteOptions options = WriteOptions.parse(exchange.query(), "PatchOptions");
        exchange.representation();
        exchange.readBody(body -> write(exchange, target, options, current -> {
            ObjectNode before = view(current.read());
            ObjectNode scale = bodies.patch(exchange, type, body, before, KIND, options.fieldValidation());
            return apply(exchange, scale, current);
        }));
    }

    private void write(Exchange exchange, Served target, WriteOptions options, Change change) {
        exchange.whenDone(
                registry.update(
                        options.request(exchange, target), exchange.info().name(), Change.Part.MAIN, change),
                updated -> answers.document(exchange, 200, view((ObjectNode) JsonText.parse(updated.json()))));
    }

    private static ObjectNode apply(Exchange exchange, ObjectNode scale, StoredObject current) {
        String name = exchange.info().name();
        JsonNode replicas = Tree.get(scale, "spec", "replicas");
        if (replicas.longValue() < 0) {
            FieldErrors errors = new FieldErrors();
            errors.invalid(Path.of("spec", "replicas"), replicas.longValue(), "must be greater than or equal to 0");
            throw ApiException.invalid(KIND.group(), KIND.kind(), name, errors);
        }
        JsonNode wanted = Tree.metadata(scale);
        ObjectNode object = current.copy();
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion"}) {
            if (!Tree.text(wanted, field).isEmpty()) {
                metadata.put(field, Tree.text(wanted, field));
            }
        }
        Tree.createObject(object, "spec").put("replicas", replicas.intValue());
        return object;
    }

    private static ObjectNode view(ObjectNode object) {
        ObjectNode scale = JsonNodeFactory.instance.objectNode();
        scale.put("kind", KIND.kind()).put("apiVersion", KIND.group() + "/" + KIND.version());
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            if (Tree.has(Tree.metadata(object), field)) {
                metadata.set(field, Tree.metadata(object).get(field));
            }
        }
        int wanted = Tree.integer(Tree.spec(object), "replicas");
        ObjectNode spec = scale.putObject("spec");
        if (wanted != 0) {
            spec.put("replicas", wanted);
        }
        ObjectNode status = scale.putObject("status");
        status.put("replicas", Tree.integer(Tree.status(object), "replicas"));
        String selector = SelectorText.of(Tree.get(Tree.spec(object), "selector"));
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }
}
