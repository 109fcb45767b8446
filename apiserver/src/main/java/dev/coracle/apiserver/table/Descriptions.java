package dev.coracle.apiserver.table;

import dev.coracle.machinery.text.TextTable;
import java.util.HashMap;
import java.util.Map;

/** The descriptions of fields that columns show; read when the first of them is asked for. */
final class Descriptions {
    private Descriptions() {}

    private static final class Texts {
        private static final Map<String, String> TABLE = read();

        private static Map<String, String> read() {
            Map<String, String> texts = new HashMap<>();
            for (String line : TextTable.beside(Descriptions.class, "descriptions.table")) {
                int space = line.indexOf(' ');
                texts.put(line.substring(0, space), line.substring(space + 1).replace("\\n", "\n"));
            }
            return texts;
        }
    }

    /** The text itself, or for {@code @core.v1.PodSpec.nodeName} what OpenAPI says of that field. */
    static String of(String description) {
        return description.startsWith("@") ? Texts.TABLE.getOrDefault(description.substring(1), "") : description;
    }
}
