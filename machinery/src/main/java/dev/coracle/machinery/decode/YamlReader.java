package dev.coracle.machinery.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.gotext.GoValue;
import dev.coracle.machinery.gotext.MalformedException;
import dev.coracle.machinery.gotext.Utf8;
import dev.coracle.machinery.gotext.YamlSyntax;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML document as the JSON tree that sigs.k8s.io/yaml makes of it. Aliases are expanded within a budget, nesting is
 * bounded, and a second document is refused. Confined to one call.
 */
final class YamlReader {
    /** SnakeYAML fills its buffer but for a place. */
    private static final int BUFFER_SPARE = 1024;

    /** Nodes copied for aliases in one document. */
    private static final int MAX_COPIED = 100_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PREFIX = "yaml: ";

    private final Map<String, JsonNode> anchors = new HashMap<>();
    private final DecodeErrors findings;
    private Iterator<Event> events = java.util.Collections.emptyIterator();
    private final Nesting nesting = new Nesting();
    private int copied;

    YamlReader(DecodeErrors findings) {
        this.findings = findings;
    }

    JsonNode read(byte[] body) throws MalformedException {
        String text = text(body);
        // All at once: a token that is longer than the buffer is copied again for each further piece.
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setUseMarks(true)
                .setBufferSize(text.length() + BUFFER_SPARE)
                .build();
        try {
            events = new Parse(settings).parseString(text).iterator();
            while (events.hasNext()) {
                if (events.next().getEventId() == Event.ID.DocumentStart) {
                    return node(events.next()); // what follows the first document is nobody's
                }
            }
            return NODES.nullNode();
        } catch (NumberFormatException e) {
            // SnakeYAML lets it out of a hexadecimal escape that is cut short; these are libyaml's words.
            throw new MalformedException(PREFIX + "did not find expected hexdecimal number");
        } catch (YamlEngineException e) {
            throw new MalformedException(PREFIX + YamlSyntax.explain(e));
        } catch (NoSuchElementException e) {
            throw new MalformedException(PREFIX + e.getMessage());
        }
    }

    /** The text, by its byte order mark if it has one. */
    private static String text(byte[] body) throws MalformedException {
        int first = body.length < 2 ? 0 : ((body[0] & 0xff) << 8) | (body[1] & 0xff);
        if (first == 0xfeff || first == 0xfffe) {
            return new String(body, StandardCharsets.UTF_16);
        }
        String error = Utf8.error(body);
        if (error != null) {
            throw new MalformedException(PREFIX + error);
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private JsonNode node(Event event) throws MalformedException {
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        JsonNode node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar);
        } else if (event instanceof MappingStartEvent) {
            nesting.enter(PREFIX);
            node = mapping();
            nesting.leave();
        } else if (event instanceof SequenceStartEvent) {
            nesting.enter(PREFIX);
            ArrayNode list = NODES.arrayNode();
            for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
                list.add(node(item));
            }
            nesting.leave();
            node = list;
        } else {
            throw new MalformedException(PREFIX + "unexpected " + event.getEventId());
        }
        if (event instanceof NodeEvent anchored && anchored.getAnchor().isPresent()) {
            anchors.put(anchored.getAnchor().get().getValue(), node);
        }
        return node;
    }

    private JsonNode alias(AliasEvent event) throws MalformedException {
        String name = event.getAlias().getValue();
        JsonNode target = anchors.get(name);
        if (target == null) {
            throw new MalformedException(PREFIX + "unknown anchor '" + name + "' referenced");
        }
        return copy(target);
    }

    private JsonNode copy(JsonNode node) throws MalformedException {
        if (++copied > MAX_COPIED) {
            throw new MalformedException(PREFIX + "document contains excessive aliasing");
        }
        if (node instanceof ObjectNode object) {
            ObjectNode result = NODES.objectNode();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                result.set(field.getKey(), copy(field.getValue()));
            }
            return result;
        }
        if (node instanceof ArrayNode list) {
            ArrayNode result = NODES.arrayNode();
            for (JsonNode item : list) {
                result.add(copy(item));
            }
            return result;
        }
        return node;
    }

    private ObjectNode mapping() throws MalformedException {
        ObjectNode map = NODES.objectNode();
        ObjectNode merged = NODES.objectNode();
        for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            JsonNode name = node(key);
            if (name.isContainerNode()) {
                throw new MalformedException(PREFIX + "invalid map key: " + GoValue.of(name));
            }
            boolean merge = key instanceof ScalarEvent plain
                    && plain.getScalarStyle() == ScalarStyle.PLAIN
                    && plain.getValue().equals("<<");
            Event start = events.next();
            JsonNode value = node(start);
            if (name.isNull()) {
                throw new MalformedException(
                        "unsupported map key of type: %!s(<nil>), key: <nil>, value: " + GoValue.of(value));
            }
            if (merge) {
                merge(value, merged);
            } else {
                if (map.has(name.asText())) {
                    int line =
                            start.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
                    findings.repeatedKey("line " + line + ": key " + GoValue.of(name) + " already set in map");
                }
                map.set(name.asText(), value);
            }
        }
        for (Map.Entry<String, JsonNode> field : merged.properties()) {
            if (!map.has(field.getKey())) {
                map.set(field.getKey(), field.getValue());
            }
        }
        return map;
    }

    private static void merge(JsonNode value, ObjectNode into) throws MalformedException {
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (!into.has(field.getKey())) {
                    into.set(field.getKey(), field.getValue());
                }
            }
        } else if (value instanceof ArrayNode list) {
            for (JsonNode item : list) {
                if (!item.isObject()) {
                    throw new MalformedException(PREFIX + "map merge requires map or sequence of maps as the value");
                }
                merge(item, into);
            }
        } else {
            throw new MalformedException(PREFIX + "map merge requires map or sequence of maps as the value");
        }
    }

    private static JsonNode scalar(ScalarEvent event) throws MalformedException {
        String tag = event.getTag().orElse("");
        boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
        if (tag.isEmpty()) {
            return plain ? YamlScalars.resolve(event.getValue()) : NODES.textNode(event.getValue());
        }
        return YamlScalars.tagged(tag, event.getValue());
    }
}
