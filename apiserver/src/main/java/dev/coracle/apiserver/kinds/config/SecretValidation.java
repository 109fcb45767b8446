package dev.coracle.apiserver.kinds.config;

import static dev.coracle.machinery.validation.FieldRule.choice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.io.IOException;

/** A secret's keys and what its type asks of them. */
final class SecretValidation {
    private static final String ACCOUNT = "kubernetes.io/service-account.name";

    private static final FieldRule BY_TYPE = choice("type")
            .when("kubernetes.io/service-account-token", SecretValidation::account)
            .when("kubernetes.io/dockercfg", secret -> json(secret.at("data").key(".dockercfg")))
            .when(
                    "kubernetes.io/dockerconfigjson",
                    secret -> json(secret.at("data").key(".dockerconfigjson")))
            .when("kubernetes.io/basic-auth", SecretValidation::basicAuth)
            .when("kubernetes.io/ssh-auth", SecretValidation::ssh)
            .when("kubernetes.io/tls", secret -> {
                present(secret.at("data").key("tls.crt"));
                present(secret.at("data").key("tls.key"));
            });

    private SecretValidation() {}

    static void validate(ObjectNode object, FieldErrors errors) {
        Field secret = Field.of(object, errors);
        Field data = secret.at("data");
        data.entries().forEach(DataSize::key);
        if (DataSize.ofBase64(data.node()) > DataSize.MAX) {
            data.tooLong(DataSize.MAX);
        }
        BY_TYPE.check(secret);
    }

    private static void account(Field secret) {
        Field account = secret.at("metadata", "annotations").key(ACCOUNT);
        if (account.isEmpty()) {
            account.required("");
        }
    }

    private static void basicAuth(Field secret) {
        Field data = secret.at("data");
        if (!data.has("username") && !data.has("password")) {
            data.key("username").required("");
            data.key("password").required("");
        }
    }

    private static void ssh(Field secret) {
        Field key = secret.at("data").key("ssh-privatekey");
        if (key.isEmpty()) {
            key.required("");
        }
    }

    private static boolean present(Field value) {
        if (!value.isPresent()) {
            value.required("");
        }
        return value.isPresent();
    }

    private static void json(Field value) {
        if (!present(value)) {
            return;
        }
        String problem = "";
        try {
            JsonNode content = JsonSyntax.read(value.node().binaryValue());
            if (!content.isObject() && !content.isNull()) {
                problem = "json: cannot unmarshal " + JsonSyntax.typeOf(content)
                        + " into Go value of type map[string]interface {}";
            }
        } catch (IOException e) {
            problem = e.getMessage();
        }
        if (!problem.isEmpty()) {
            value.invalid("<secret contents redacted>", problem);
        }
    }
}
