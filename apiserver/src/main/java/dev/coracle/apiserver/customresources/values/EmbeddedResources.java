package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import java.util.Locale;
import java.util.Map;

/** That what is declared an embedded resource is one: it names its type, and its metadata is in order. Stateless. */
public final class EmbeddedResources {
    private EmbeddedResources() {}

    /** Of the fields of a whole object; the object itself is checked elsewhere. */
    public static void validate(JsonNode object, Structural schema, FieldErrors errors) {
        children(object, schema, Path.of(), errors);
    }

    /** Of a value and all that it holds. */
    public static void validate(JsonNode value, Structural schema, Path path, FieldErrors errors) {
        if (value.isObject() && schema.isEmbeddedResource()) {
            resource(value, path, errors);
        }
        children(value, schema, path, errors);
    }

    private static void children(JsonNode value, Structural schema, Path path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> field : Tree.entries(value)) {
            Structural known = schema.properties().get(field.getKey());
            Structural rest = schema.additional();
            if (known != null) {
                validate(field.getValue(), known, path.child(field.getKey()), errors);
            } else if (rest != null) {
                validate(field.getValue(), rest, path.key(field.getKey()), errors);
            }
        }
        Structural item = schema.item();
        for (int i = 0; value.isArray() && item != null && i < value.size(); i++) {
            validate(value.get(i), item, path.index(i), errors);
        }
    }

    /** Of one resource, but for what its fields hold. */
    public static void resource(JsonNode resource, Path path, FieldErrors errors) {
        for (String field : new String[] {"apiVersion", "kind"}) {
            JsonNode value = resource.get(field);
            if (value == null) {
                errors.required(path.child(field), "");
            } else if (!value.isTextual()) {
                errors.invalid(path.child(field), value, "must be a string");
            } else if (value.textValue().isEmpty()) {
                errors.invalid(path.child(field), "", "must not be empty");
            } else if (field.equals("apiVersion")
                    && value.textValue().indexOf('/') != value.textValue().lastIndexOf('/')) {
                errors.invalid(
                        path.child(field), value.textValue(), "unexpected GroupVersion string: " + value.textValue());
            } else if (field.equals("kind")) {
                kind(value.textValue(), path.child(field), errors);
            }
        }
        if (resource.get("metadata") instanceof ObjectNode metadata) {
            ObjectMetaValidation.embedded(metadata, path.child("metadata"), errors);
        }
    }

    private static void kind(String kind, Path path, FieldErrors errors) {
        var wrong = DnsNames.label1035(kind.toLowerCase(Locale.ROOT), false);
        if (!wrong.isEmpty()) {
            errors.invalid(path, kind, "may have mixed case, but should otherwise match: " + String.join(",", wrong));
        }
    }
}
