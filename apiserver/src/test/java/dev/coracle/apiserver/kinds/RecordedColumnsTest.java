package dev.coracle.apiserver.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.ResourceTable;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.apiserver.table.IncludeObject;
import dev.coracle.apiserver.table.TablePrinter;
import dev.coracle.machinery.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Every kind prints the columns a kube-apiserver v1.36.0 printed when it was asked: {@code columns.recorded}. */
class RecordedColumnsTest {
    @Test
    void everyServedKindPrintsTheColumnsOfTheRealServer() throws IOException {
        Map<String, String> printed = new TreeMap<>();
        for (Resource resource : ResourceTable.load(Strategies::of)) {
            if (resource.verbs().contains("list")) {
                for (ServedVersion served : resource.served()) {
                    String name = served.groupVersion() + " " + resource.names().plural();
                    printed.put(name, columns(resource, served));
                }
            }
        }

        assertThat(printed).isEqualTo(recorded());
    }

    private static String columns(Resource resource, ServedVersion served) {
        TablePrinter printer = new TablePrinter(resource, served, IncludeObject.NONE, "v1");
        ObjectNode table = printer.list(Tree.newObject(), List.of(), Kinds.NOW);
        StringBuilder line = new StringBuilder();
        for (JsonNode column : table.path("columnDefinitions")) {
            CRC32 description = new CRC32();
            description.update(Tree.text(column, "description").getBytes(StandardCharsets.UTF_8));
            line.append(line.isEmpty() ? "" : " | ")
                    .append(Tree.text(column, "name"))
                    .append(':')
                    .append(Tree.text(column, "type"))
                    .append(':')
                    .append(Tree.text(column, "format"))
                    .append(':')
                    .append(Tree.integer(column, "priority"))
                    .append(':')
                    .append("%08x".formatted(description.getValue()));
        }
        return line.toString();
    }

    private static Map<String, String> recorded() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        try (InputStream in = RecordedColumnsTest.class.getResourceAsStream("columns.recorded")) {
            assertThat(in).isNotNull();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int end = line.indexOf(" = ");
                        lines.put(line.substring(0, end), line.substring(end + 3));
                    });
        }
        return lines;
    }
}
