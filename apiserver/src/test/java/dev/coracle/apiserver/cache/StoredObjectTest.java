package dev.coracle.apiserver.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StoredObjectTest {
    @Test
    void putsTheRevisionIntoTheStoredBytes() {
        ObjectNode object = object();

        StoredObject stored = StoredObject.decode("ns/a", StoredObject.encode(object), 12345);

        assertThat(new String(stored.json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"12345\"},"
                        + "\"data\":{\"text\":\"\\\"resourceVersion\\\":\\\"\\\" ü\"}}");
        assertThat(stored.read().at("/metadata/resourceVersion").asText()).isEqualTo("12345");
        assertThat(stored.resourceVersion()).isEqualTo(12345);
        assertThat(stored.namespace()).isEqualTo("ns");
        assertThat(stored.name()).isEqualTo("a");
    }

    @Test
    void leavesOutTheVersionTheObjectCameWith() {
        ObjectNode object = object();
        ((ObjectNode) object.get("metadata")).put("resourceVersion", "7");

        assertThat(StoredObject.encode(object)).isEqualTo(StoredObject.encode(object()));
    }

    @Test
    void keepsMetadataOfALaterSchema() {
        ObjectNode object = object();
        ((ObjectNode) object.get("metadata"))
                .put("uid", "1")
                .put("introducedLater", true)
                .putArray("finalizers")
                .add("f");

        StoredObject stored = StoredObject.decode("ns/a", StoredObject.encode(object), 7);

        assertThat(stored.read().get("metadata"))
                .hasToString("{\"name\":\"a\",\"uid\":\"1\",\"resourceVersion\":\"7\",\"finalizers\":[\"f\"],"
                        + "\"introducedLater\":true}");
    }

    @Test
    void showsTheSameObjectAtALaterRevision() {
        StoredObject stored = StoredObject.decode("ns/a", StoredObject.encode(object()), 99);

        StoredObject later = stored.at(100);

        assertThat(later.read().at("/metadata/resourceVersion").asText()).isEqualTo("100");
        assertThat(later.read().at("/data")).isEqualTo(stored.read().at("/data"));
    }

    @Test
    void copiesAreTheCallersOwn() {
        StoredObject stored = StoredObject.decode("a", StoredObject.encode(object()), 1);

        stored.copy().put("changed", true);

        assertThat(stored.read().has("changed")).isFalse();
        assertThat(stored.namespace()).isEmpty();
    }

    private static ObjectNode object() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("kind", "ConfigMap");
        object.putObject("metadata").put("name", "a");
        object.putObject("data").put("text", "\"resourceVersion\":\"\" ü");
        return object;
    }
}
