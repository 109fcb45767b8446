package dev.coracle.apiserver.kinds.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Secrets: types and the keys they ask for, size, immutability; {@code stringData} is write-only. */
final class SecretStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text("Type", "@core.v1.Secret.type", "type"),
            Columns.cell(
                    "Data",
                    "string",
                    "@core.v1.Secret.data",
                    secret -> Tree.get(secret, "data").size()),
            Columns.AGED);
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE =
            Map.of("type", secret -> Tree.text(secret, "type"));

    @Override
    public void setDefaults(ObjectNode object) {
        Tree.setDefault(object, "type", "Opaque");
        JsonNode plain = Tree.get(object, "stringData");
        if (!plain.isEmpty()) {
            ObjectNode data = Tree.createObject(object, "data");
            for (Map.Entry<String, JsonNode> entry : Tree.entries(plain)) {
                data.put(
                        entry.getKey(),
                        Base64.getEncoder()
                                .encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8)));
            }
        }
        object.remove("stringData");
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        SecretValidation.validate(object, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field.of(object, "type", errors).unchanged(Field.of(old, "type", errors));
        Immutability.validate(Field.of(object, errors), old, "data");
        SecretValidation.validate(object, errors);
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        if (!Tree.text(object, "type").equals("kubernetes.io/tls")) {
            return List.of();
        }
        String problem = TlsKeyPair.problem(content(object, "tls.crt"), content(object, "tls.key"));
        return problem.isEmpty() ? List.of() : List.of(problem);
    }

    private static String content(ObjectNode secret, String key) {
        byte[] bytes = Base64.getDecoder().decode(Tree.text(Tree.get(secret, "data"), key));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
