package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.gotext.GoJson;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The annotation in which kubectl's client-side apply remembers what it applied. Server-side apply under the same name
 * takes it for ownership where the live object still agrees with it, and keeps it up to date.
 */
final class LastApplied {
    /** The only manager whose applies heed the annotation. */
    static final String MANAGER = "kubectl";

    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

    /** Upstream's {@code TotalAnnotationSizeLimitB}. */
    private static final int MAX_ANNOTATIONS = 256 * 1024;

    private LastApplied() {}

    /** The fields that were applied and are as they were applied; none when the annotation does not tell. */
    static FieldSet fields(ObjectNode live, Schema schema) {
        try {
            JsonNode applied = JsonCodec.read(annotation(live));
            if (!(applied instanceof ObjectNode object)
                    || !Tree.text(object, "apiVersion").equals(Tree.text(live, "apiVersion"))
                    || !Configuration.faults(object, schema).isEmpty()) {
                return FieldSet.EMPTY;
            }
            Comparison comparison = new Comparer(false).compare(object, live, schema);
            return FieldCollector.collect(object, schema).difference(comparison.all());
        } catch (JsonProcessingException notJson) {
            // Whoever wrote that, it is no memory of an apply: then nothing was applied.
            return FieldSet.EMPTY;
        }
    }

    private static String annotation(ObjectNode object) {
        return Tree.text(Tree.get(object, "metadata", "annotations"), ANNOTATION);
    }

    /** Remembers an applied configuration in an object that has the annotation. */
    static void update(ObjectNode object, ObjectNode config) {
        if (annotation(object).isEmpty()) {
            return;
        }
        ObjectNode applied = config.deepCopy();
        if (Tree.get(applied, "metadata", "annotations") instanceof ObjectNode annotations) {
            annotations.remove(ANNOTATION);
            if (annotations.isEmpty()) {
                ((ObjectNode) applied.get("metadata")).remove("annotations");
            }
        }
        ObjectNode annotations = (ObjectNode) Tree.get(object, "metadata", "annotations");
        annotations.put(ANNOTATION, GoJson.sorted(applied) + "\n");
        int size = 0;
        for (Map.Entry<String, JsonNode> entry : annotations.properties()) {
            size += (entry.getKey() + entry.getValue().asText()).getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > MAX_ANNOTATIONS) {
            annotations.remove(ANNOTATION);
        }
    }
}
