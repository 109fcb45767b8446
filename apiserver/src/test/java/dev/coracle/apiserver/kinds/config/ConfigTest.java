package dev.coracle.apiserver.kinds.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import org.junit.jupiter.api.Test;

class ConfigTest {
    private final Kinds configMaps = Kinds.of("", "configmaps");
    private final Kinds secrets = Kinds.of("", "secrets");

    @Test
    void checksConfigMapKeysAndSize() {
        assertThat(configMaps.refusal("metadata: {name: a}\ndata: {'a b': x, ..c: z}\nbinaryData: {..c: aGk=}"))
                .containsExactly(
                        "data[..c]: Invalid value: \"..c\": must not start with '..'",
                        "data[..c]: Invalid value: \"..c\": duplicate of key present in binaryData",
                        "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters,"
                                + " '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for"
                                + " validation is '[-._a-zA-Z0-9]+')",
                        "binaryData[..c]: Invalid value: \"..c\": must not start with '..'");
        assertThat(configMaps.refusal("metadata: {name: a}\ndata: {a: '" + "x".repeat(1024 * 1024 + 1) + "'}"))
                .containsExactly("[]: Too long: may not be more than 1048576 bytes");
        assertThat(configMaps.refusal("metadata: {name: a}\ndata: {a: '" + "x".repeat(1024 * 1024) + "'}"))
                .isEmpty();
    }

    @Test
    void anImmutableMapStaysAsItIs() {
        ObjectNode old = configMaps.create("metadata: {name: a}\nimmutable: true\ndata: {a: x}");

        assertThat(configMaps.update(
                        configMaps.decode("metadata: {name: a, labels: {b: c}}\nimmutable: true\ndata: {a: x}"), old))
                .isEmpty();
        assertThat(configMaps.update(configMaps.decode("metadata: {name: a}\ndata: {a: z}"), old))
                .containsExactly(
                        "immutable: Forbidden: field is immutable when `immutable` is set",
                        "data: Forbidden: field is immutable when `immutable` is set");
    }

    @Test
    void mergesASecretsPlainText() {
        ObjectNode secret =
                secrets.create("metadata: {name: a}\ndata: {a: eA==, b: eQ==}\nstringData: {a: hi, c: 'ü'}");

        assertThat(secret.path("data").toString()).isEqualTo("{\"a\":\"aGk=\",\"b\":\"eQ==\",\"c\":\"w7w=\"}");
        assertThat(secret.has("stringData")).isFalse();
        assertThat(secret.path("type").asText()).isEqualTo("Opaque");
    }

    @Test
    void asksForTheKeysOfASecretsType() {
        assertThat(secrets.refusal("metadata: {name: a}\ntype: kubernetes.io/tls\ndata: {tls.crt: ''}"))
                .containsExactly("data[tls.key]: Required value");
        assertThat(secrets.refusal("metadata: {name: a}\ntype: kubernetes.io/basic-auth"))
                .containsExactly("data[username]: Required value", "data[password]: Required value");
        assertThat(secrets.refusal("metadata: {name: a}\ntype: kubernetes.io/ssh-auth"))
                .containsExactly("data[ssh-privatekey]: Required value");
        assertThat(secrets.refusal("metadata: {name: a}\ntype: kubernetes.io/dockerconfigjson"))
                .containsExactly("data[.dockerconfigjson]: Required value");
        assertThat(secrets.refusal("metadata: {name: a}\ntype: kubernetes.io/dockerconfigjson\nstringData:"
                        + " {.dockerconfigjson: '{}'}"))
                .isEmpty();
        assertThat(secrets.refusal("metadata: {name: a}\ntype: kubernetes.io/dockerconfigjson\nstringData:"
                        + " {.dockerconfigjson: ''}"))
                .containsExactly(
                        "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": unexpected end"
                                + " of JSON input");
        assertThat(secrets.refusal("metadata: {name: a}\ntype: kubernetes.io/service-account-token"))
                .containsExactly("metadata.annotations[kubernetes.io/service-account.name]: Required value");
    }

    @Test
    void aSecretsTypeStaysAsItIs() {
        ObjectNode old = secrets.create("metadata: {name: a}\ntype: example.com/x");

        assertThat(secrets.update(secrets.decode("metadata: {name: a}"), old))
                .containsExactly("type: Invalid value: \"Opaque\": field is immutable");
    }

    @Test
    void printsColumns() {
        assertThat(configMaps.headings()).containsExactly("Name", "Data", "Age");
        assertThat(configMaps.cells("metadata: {name: a}\ndata: {a: x}\nbinaryData: {b: eA==}"))
                .containsExactly("a", 2, "<unknown>");
        assertThat(secrets.headings()).containsExactly("Name", "Type", "Data", "Age");
        assertThat(secrets.cells("metadata: {name: a}\ntype: Opaque\ndata: {a: eA==}"))
                .containsExactly("a", "Opaque", 1, "<unknown>");
        Kinds accounts = Kinds.of("", "serviceaccounts");
        assertThat(accounts.headings()).containsExactly("Name", "Age");
        assertThat(accounts.cells("metadata: {name: a}")).containsExactly("a", "<unknown>");
    }
}
