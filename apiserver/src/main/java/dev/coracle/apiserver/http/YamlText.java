package dev.coracle.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** Trees to YAML as {@code sigs.k8s.io/yaml} (v1.6) writes them. */
public final class YamlText {
    private static final DumpSettings SETTINGS =
            DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();

    private YamlText() {}

    public static byte[] write(JsonNode node) {
        return new Dump(SETTINGS, new Strings()).dumpToString(plain(node)).getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new TreeMap<>(GoYaml.KEY_ORDER);
            node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>(node.size());
            node.forEach(item -> list.add(plain(item)));
            return list;
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNumber() ? node.numberValue() : null;
    }

    /** Quotes every string that a reader of YAML 1.1 could take for a number, a boolean, a time or nothing. */
    private static final class Strings extends StandardRepresenter {
        Strings() {
            super(SETTINGS);
        }

        @Override
        protected Node representScalar(Tag tag, String value, ScalarStyle style) {
            return super.representScalar(tag, value, tag.equals(Tag.STR) ? style(value) : style);
        }

        private static ScalarStyle style(String value) {
            if (value.indexOf('\n') >= 0) {
                return ScalarStyle.LITERAL;
            }
            return GoYaml.isPlain(value) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED;
        }
    }
}
