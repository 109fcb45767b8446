package dev.coracle.apiserver.kinds.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Events, stored in the core group's form whichever group they are written through. */
final class EventStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.timed("Last Seen", "@core.v1.Event.lastTimestamp", EventStrategy::lastSeen),
            Columns.text("Type", "@core.v1.Event.type", "type"),
            Columns.text("Reason", "@core.v1.Event.reason", "reason"),
            Columns.cell("Object", "string", "@core.v1.Event.involvedObject", EventStrategy::involvedObject),
            Columns.text("Subobject", "@core.v1.ObjectReference.fieldPath", "involvedObject.fieldPath")
                    .wide(),
            Columns.cell("Source", "string", "@core.v1.Event.source", EventStrategy::source)
                    .wide(),
            Columns.cell(
                    "Message",
                    "string",
                    "@core.v1.Event.message",
                    event -> Tree.text(event, "message").strip()),
            Columns.timed("First Seen", "@core.v1.Event.firstTimestamp", EventStrategy::firstSeen)
                    .wide(),
            Columns.cell("Count", "string", "@core.v1.Event.count", EventStrategy::count)
                    .wide(),
            Columns.NAMED.wide());

    private static final Map<String, Function<ObjectNode, String>> SELECTABLE = Map.ofEntries(
            Map.entry("involvedObject.kind", involved("kind")),
            Map.entry("involvedObject.namespace", involved("namespace")),
            Map.entry("involvedObject.name", involved("name")),
            Map.entry("involvedObject.uid", involved("uid")),
            Map.entry("involvedObject.apiVersion", involved("apiVersion")),
            Map.entry("involvedObject.resourceVersion", involved("resourceVersion")),
            Map.entry("involvedObject.fieldPath", involved("fieldPath")),
            Map.entry("reason", event -> Tree.text(event, "reason")),
            Map.entry("reportingComponent", event -> Tree.text(event, "reportingComponent")),
            Map.entry("source", EventStrategy::component),
            Map.entry("type", event -> Tree.text(event, "type")));

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        EventValidation validation = new EventValidation(object, isStrict(context), errors);
        validation.legacy();
        if (isStrict(context)) {
            validation.strict();
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        EventValidation validation = new EventValidation(object, isStrict(context), errors);
        validation.legacy();
        if (isStrict(context)) {
            validation.strictUpdate(old);
        }
    }

    /** Clients of the core group may still write what they always could. */
    private static boolean isStrict(WriteContext context) {
        return !context.groupVersion().group().isEmpty();
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static Function<ObjectNode, String> involved(String field) {
        return event -> Tree.text(Tree.get(event, "involvedObject"), field);
    }

    private static String component(ObjectNode event) {
        String component = Tree.text(Tree.get(event, "source"), "component");
        return component.isEmpty() ? Tree.text(event, "reportingComponent") : component;
    }

    private static String firstSeen(ObjectNode event, Instant now) {
        return Ages.since(firstOf(event, "firstTimestamp", "eventTime"), now);
    }

    private static String lastSeen(ObjectNode event, Instant now) {
        if (Tree.has(event, "series")) {
            return Ages.since(Tree.text(Tree.get(event, "series"), "lastObservedTime"), now);
        }
        return Tree.has(event, "lastTimestamp")
                ? Ages.since(Tree.text(event, "lastTimestamp"), now)
                : firstSeen(event, now);
    }

    private static Long count(ObjectNode event) {
        if (Tree.has(event, "series")) {
            return Tree.number(Tree.get(event, "series"), "count");
        }
        long count = Tree.number(event, "count");
        return count == 0 ? 1 : count;
    }

    private static String involvedObject(ObjectNode event) {
        JsonNode involved = Tree.get(event, "involvedObject");
        String kind = Tree.text(involved, "kind").toLowerCase(Locale.ROOT);
        String name = Tree.text(involved, "name");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(ObjectNode event) {
        String host = Tree.text(Tree.get(event, "source"), "host");
        if (host.isEmpty()) {
            host = Tree.text(event, "reportingInstance");
        }
        return host.isEmpty() ? component(event) : component(event) + ", " + host;
    }

    private static String firstOf(ObjectNode event, String field, String other) {
        String value = Tree.text(event, field);
        return value.isEmpty() ? Tree.text(event, other) : value;
    }
}
