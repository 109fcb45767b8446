package dev.coracle.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.tree.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablePrinterTest {
    private final Kinds configMaps = Kinds.of("", "configmaps");
    private final ObjectNode map = configMaps.decode("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a, namespace: default, resourceVersion: "7", creationTimestamp: "2026-01-01T00:00:00Z"}
            data: {x: "1", y: "2"}
            """);

    private TablePrinter printer(IncludeObject include) {
        return new TablePrinter(configMaps.resource(), configMaps.resource().stored(), include, "v1");
    }

    @Test
    void printsAListWithItsOwnMetadata() {
        JsonNode metadata = Tree.newObject().put("resourceVersion", "9").put("continue", "abc");

        ObjectNode table = printer(IncludeObject.METADATA).list(metadata, List.of(map, map), Kinds.NOW);

        assertThat(table.path("kind").asText()).isEqualTo("Table");
        assertThat(table.path("apiVersion").asText()).isEqualTo("meta.k8s.io/v1");
        assertThat(table.path("metadata").toString()).isEqualTo("{\"resourceVersion\":\"9\",\"continue\":\"abc\"}");
        assertThat(table.at("/columnDefinitions/1/name").asText()).isEqualTo("Data");
        assertThat(table.at("/columnDefinitions/0/format").asText()).isEqualTo("name");
        assertThat(table.path("rows")).hasSize(2);
        assertThat(table.at("/rows/1/cells").toString()).isEqualTo("[\"a\",2,\"10m\"]");
        assertThat(table.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");
        assertThat(table.at("/rows/0/object/apiVersion").asText()).isEqualTo("meta.k8s.io/v1");
        assertThat(table.at("/rows/0/object/metadata/name").asText()).isEqualTo("a");
        assertThat(table.at("/rows/0/object").has("data")).isFalse();
    }

    @Test
    void includesTheWholeObjectOrNoneWhenAsked() {
        assertThat(printer(IncludeObject.OBJECT)
                        .single(map, Kinds.NOW)
                        .at("/rows/0/object/data/x")
                        .asText())
                .isEqualTo("1");
        assertThat(printer(IncludeObject.NONE)
                        .single(map, Kinds.NOW)
                        .at("/rows/0/object")
                        .isNull())
                .isTrue();
    }

    @Test
    void onlyAWatchsFirstEventCarriesTheColumns() {
        TablePrinter printer = printer(IncludeObject.METADATA);

        assertThat(printer.event(map, true, Kinds.NOW).path("columnDefinitions"))
                .hasSize(3);
        ObjectNode later = printer.event(map, false, Kinds.NOW);
        assertThat(later.path("columnDefinitions").isNull()).isTrue();
        assertThat(later.at("/metadata/resourceVersion").asText()).isEqualTo("7");
        assertThat(later.path("rows")).hasSize(1);
    }

    @Test
    void refusesAnUnknownIncludeObject() {
        assertThat(IncludeObject.parse("")).isEqualTo(IncludeObject.METADATA);
        assertThatThrownBy(() -> IncludeObject.parse("All"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("must be 'Metadata', 'Object', 'None', or empty");
    }
}
