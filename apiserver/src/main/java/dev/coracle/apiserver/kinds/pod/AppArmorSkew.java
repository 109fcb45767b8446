package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import org.jspecify.annotations.Nullable;

/** Turns a new pod's AppArmor annotations, the old way, into the fields that replaced them. */
final class AppArmorSkew {
    private AppArmorSkew() {}

    static void apply(WriteContext context, ObjectNode pod) {
        JsonNode annotations = Tree.get(Tree.metadata(pod), "annotations");
        JsonNode spec = Tree.spec(pod);
        if (annotations.isEmpty() || Tree.text(Tree.get(spec, "os"), "name").equals("windows")) {
            return;
        }
        JsonNode ofPod = Tree.get(spec, "securityContext", "appArmorProfile");
        PodContainers.visit(spec, container -> {
            String key = PodAnnotations.APP_ARMOR + Tree.text(container, "name");
            if (!annotations.has(key) || Tree.has(Tree.get(container, "securityContext"), "appArmorProfile")) {
                return;
            }
            ObjectNode profile = field(Tree.text(annotations, key));
            boolean differs = profile != null && !Tree.same(profile, ofPod);
            if (differs && container instanceof ObjectNode node) {
                Tree.createObject(node, "securityContext").set("appArmorProfile", profile);
            }
            if (profile == null || differs) {
                context.warn("metadata.annotations[" + key
                        + "]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
            }
        });
    }

    /** What an annotation means; null when it means nothing. */
    static @Nullable ObjectNode field(String annotation) {
        ObjectNode profile = Tree.newObject();
        switch (annotation) {
            case "unconfined" -> profile.put("type", "Unconfined");
            case "runtime/default" -> profile.put("type", "RuntimeDefault");
            default -> {
                if (!annotation.startsWith("localhost/")) {
                    return null;
                }
                String name = annotation.substring("localhost/".length());
                profile.put("type", "Localhost").put("localhostProfile", name);
            }
        }
        FieldErrors errors = new FieldErrors();
        SecurityValidation.APP_ARMOR.check(Field.of(profile, errors));
        return errors.isEmpty() ? profile : null;
    }
}
