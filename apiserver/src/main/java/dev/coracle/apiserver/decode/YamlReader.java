package dev.coracle.apiserver.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML document as the JSON tree that sigs.k8s.io/yaml makes of it. Aliases are expanded within a budget, nesting is
 * bounded, and a second document is refused. Confined to one call.
 */
final class YamlReader {
    private static final int MAX_DEPTH = 500;

    /** Nodes copied for aliases in one document. */
    private static final int MAX_COPIED = 100_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PREFIX = "error converting YAML to JSON: ";

    private final Map<String, JsonNode> anchors = new HashMap<>();
    private final Findings findings;
    private Iterator<Event> events = java.util.Collections.emptyIterator();
    private int copied;

    YamlReader(Findings findings) {
        this.findings = findings;
    }

    JsonNode read(byte[] body) throws MalformedException {
        String text = new String(body, StandardCharsets.UTF_8);
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setUseMarks(true)
                .build();
        try {
            events = new Parse(settings).parseString(text).iterator();
            JsonNode document = NODES.nullNode();
            boolean read = false;
            while (events.hasNext()) {
                Event event = events.next();
                if (event.getEventId() == Event.ID.DocumentStart) {
                    if (read) {
                        throw new MalformedException(PREFIX + "yaml: the body holds more than one document");
                    }
                    document = node(events.next(), 0);
                    read = true;
                }
            }
            return document;
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .filter(mark -> mark.getLine() > 0) // as goyaml, which does not count to one
                    .map(mark -> "line " + (mark.getLine() + 1) + ": ")
                    .orElse("");
            throw new MalformedException(PREFIX + "yaml: " + line + problem(e));
        } catch (NumberFormatException e) {
            // SnakeYAML lets it out of a hexadecimal escape that is cut short; these are libyaml's words.
            throw new MalformedException(PREFIX + "yaml: did not find expected hexdecimal number");
        } catch (YamlEngineException | NoSuchElementException e) {
            throw new MalformedException(PREFIX + "yaml: " + e.getMessage());
        }
    }

    private static String problem(MarkedYamlEngineException e) {
        return e.getProblem().replace("are not allowed here", "are not allowed in this context");
    }

    private JsonNode node(Event event, int depth) throws MalformedException {
        if (depth > MAX_DEPTH) {
            throw new MalformedException(PREFIX + "yaml: exceeded max depth of " + MAX_DEPTH);
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        JsonNode node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar);
        } else if (event instanceof MappingStartEvent) {
            node = mapping(depth);
        } else if (event instanceof SequenceStartEvent) {
            ArrayNode list = NODES.arrayNode();
            for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
                list.add(node(item, depth + 1));
            }
            node = list;
        } else {
            throw new MalformedException(PREFIX + "yaml: unexpected " + event.getEventId());
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
            throw new MalformedException(PREFIX + "yaml: unknown anchor '" + name + "' referenced");
        }
        return copy(target);
    }

    private JsonNode copy(JsonNode node) throws MalformedException {
        if (++copied > MAX_COPIED) {
            throw new MalformedException(PREFIX + "yaml: document contains excessive aliasing");
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

    private ObjectNode mapping(int depth) throws MalformedException {
        ObjectNode map = NODES.objectNode();
        ObjectNode merged = NODES.objectNode();
        for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            JsonNode name = node(key, depth + 1);
            if (name.isContainerNode() || name.isNull()) {
                throw new MalformedException(
                        PREFIX + "Unsupported map key of type: " + (name.isNull() ? "null" : "map or list"));
            }
            boolean merge = key instanceof ScalarEvent plain
                    && plain.getScalarStyle() == ScalarStyle.PLAIN
                    && plain.getValue().equals("<<");
            JsonNode value = node(events.next(), depth + 1);
            if (merge) {
                merge(value, merged);
            } else {
                if (map.has(name.asText())) {
                    int line =
                            key.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
                    findings.strict(PREFIX + "yaml: unmarshal errors:\n  line " + line + ": key "
                            + Quoted.go(name.asText()) + " already set in map");
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
                    throw new MalformedException(
                            PREFIX + "yaml: map merge requires map or sequence of maps as the value");
                }
                merge(item, into);
            }
        } else {
            throw new MalformedException(PREFIX + "yaml: map merge requires map or sequence of maps as the value");
        }
    }

    private static JsonNode scalar(ScalarEvent event) throws MalformedException {
        String tag = event.getTag().orElse("");
        if (event.getScalarStyle() != ScalarStyle.PLAIN || tag.equals("tag:yaml.org,2002:str")) {
            return NODES.textNode(event.getValue());
        }
        return YamlScalars.resolve(event.getValue(), PREFIX);
    }
}
