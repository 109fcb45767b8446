package dev.coracle.apiserver.kinds.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Names;
import java.io.IOException;
import java.util.Map;

/** A secret's keys and what its type asks of them. */
final class SecretValidation {
    private static final Path DATA = Path.of("data");

    private SecretValidation() {}

    static void validate(ObjectNode secret, FieldErrors errors) {
        JsonNode data = Tree.get(secret, "data");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(data)) {
            Names.dataKey(entry.getKey(), DATA.key(entry.getKey()), errors);
        }
        if (DataSize.ofBase64(data) > DataSize.MAX) {
            errors.tooLong(DATA, DataSize.MAX);
        }
        switch (Tree.text(secret, "type")) {
            case "kubernetes.io/service-account-token" -> {
                String account = "kubernetes.io/service-account.name";
                if (Tree.isEmpty(Tree.get(Tree.metadata(secret), "annotations"), account)) {
                    errors.required(Path.of("metadata", "annotations").key(account), "");
                }
            }
            case "kubernetes.io/dockercfg" -> json(data, ".dockercfg", errors);
            case "kubernetes.io/dockerconfigjson" -> json(data, ".dockerconfigjson", errors);
            case "kubernetes.io/basic-auth" -> {
                if (!data.has("username") && !data.has("password")) {
                    errors.required(DATA.key("username"), "");
                    errors.required(DATA.key("password"), "");
                }
            }
            case "kubernetes.io/ssh-auth" -> {
                if (Tree.isEmpty(data, "ssh-privatekey")) {
                    errors.required(DATA.key("ssh-privatekey"), "");
                }
            }
            case "kubernetes.io/tls" -> {
                for (String key : new String[] {"tls.crt", "tls.key"}) {
                    if (!data.has(key)) {
                        errors.required(DATA.key(key), "");
                    }
                }
            }
            default -> {
                // Other types are their users' own business.
            }
        }
    }

    private static void json(JsonNode data, String key, FieldErrors errors) {
        if (!data.has(key)) {
            errors.required(DATA.key(key), "");
            return;
        }
        String problem = "";
        try {
            JsonNode content = JsonSyntax.read(data.get(key).binaryValue());
            if (!content.isObject() && !content.isNull()) {
                problem = "json: cannot unmarshal " + JsonSyntax.typeOf(content)
                        + " into Go value of type map[string]interface {}";
            }
        } catch (IOException e) {
            problem = e.getMessage();
        }
        if (!problem.isEmpty()) {
            errors.invalid(DATA.key(key), "<secret contents redacted>", problem);
        }
    }
}
