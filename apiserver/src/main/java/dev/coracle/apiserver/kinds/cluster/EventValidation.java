package dev.coracle.apiserver.kinds.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/**
 * The rules of events: upstream's ValidateEventCreate and ValidateEventUpdate (v1.36). The field paths are those of the
 * core group's form whichever group is spoken, but for the one that reports. Confined to one write.
 */
final class EventValidation {
    private static final int MAX_WORD = 128;
    private static final int MAX_MESSAGE = 1024;
    private final ObjectNode event;
    private final String controller;
    private final FieldErrors errors;

    EventValidation(ObjectNode event, boolean strict, FieldErrors errors) {
        this.event = event;
        this.controller = strict ? "reportingController" : "reportingComponent";
        this.errors = errors;
    }

    /** What holds of all events. */
    void legacy() {
        String namespace = Tree.text(Tree.get(event, "involvedObject"), "namespace");
        String own = Tree.namespace(event);
        boolean isNew = Tree.has(event, "eventTime");
        boolean agree = namespace.isEmpty()
                ? own.equals(isNew ? "kube-system" : "") || own.equals("default")
                : isNew || namespace.equals(own);
        if (!agree) {
            errors.invalid(Path.of("involvedObject", "namespace"), namespace, "does not match event.namespace");
        }
        if (isNew) {
            String reporter = Tree.text(event, "reportingComponent");
            if (reporter.isEmpty()) {
                errors.required(Path.of(controller), "");
            }
            LabelValidation.labelName(reporter, Path.of(controller), errors);
            limited("reportingInstance");
            limited("action");
            limited("reason");
            if (Tree.text(event, "message").length() > MAX_MESSAGE) {
                errors.invalid(Path.of("message"), "", "can have at most " + MAX_MESSAGE + " characters");
            }
        }
    }

    private void limited(String field) {
        String value = Tree.text(event, field);
        if (value.isEmpty()) {
            errors.required(Path.of(field), "");
        } else if (value.length() > MAX_WORD) {
            errors.invalid(Path.of(field), "", "can have at most " + MAX_WORD + " characters");
        }
    }

    /** What holds of an event that is created in events.k8s.io. */
    void strict() {
        series();
        if (!Tree.has(event, "eventTime")) {
            errors.required(Path.of("eventTime"), "");
        }
        String type = Tree.text(event, "type");
        if (!type.equals("Normal") && !type.equals("Warning")) {
            errors.invalid(Path.of("type"), "", "has invalid value: " + type);
        }
        for (String field : new String[] {"firstTimestamp", "lastTimestamp"}) {
            if (Tree.has(event, field)) {
                unset(field);
            }
        }
        if (Tree.number(event, "count") != 0) {
            unset("count");
        }
        JsonNode source = Tree.get(event, "source");
        if (!Tree.isEmpty(source, "component") || !Tree.isEmpty(source, "host")) {
            unset("source");
        }
    }

    private void unset(String field) {
        errors.invalid(Path.of(field), "", "needs to be unset");
    }

    private void series() {
        JsonNode series = Tree.get(event, "series");
        if (series.isMissingNode()) {
            return;
        }
        if (Tree.number(series, "count") < 2) {
            errors.invalid(Path.of("series.count"), "", "should be at least 2");
        }
        if (!Tree.has(series, "lastObservedTime")) {
            errors.required(Path.of("series.lastObservedTime"), "");
        }
    }

    /** What holds of an event that is updated in events.k8s.io: only its series goes on. */
    void strictUpdate(ObjectNode old) {
        if (!Tree.same(Tree.get(event, "series"), Tree.get(old, "series"))) {
            series();
        }
        immutable(old, "involvedObject", InternalForm.of("ObjectReference", Tree.get(event, "involvedObject")));
        text(old, "reason");
        text(old, "message");
        immutable(old, "source", InternalForm.of("EventSource", Tree.get(event, "source")));
        immutable(old, "firstTimestamp", Tree.get(event, "firstTimestamp"));
        immutable(old, "lastTimestamp", Tree.get(event, "lastTimestamp"));
        if (Tree.number(event, "count") != Tree.number(old, "count")) {
            errors.invalid(Path.of("count"), Tree.number(event, "count"), ObjectMetaValidation.IMMUTABLE);
        }
        text(old, "reason");
        text(old, "type");
        if (!micros(event).equals(micros(old))) {
            immutable(old, "eventTime", Tree.get(event, "eventTime"));
        }
        text(old, "action");
        JsonNode related = Tree.get(event, "related");
        immutable(old, "related", related.isMissingNode() ? related : InternalForm.of("ObjectReference", related));
        text("reportingController", "reportingComponent", old);
        text(old, "reportingInstance");
    }

    private void text(ObjectNode old, String field) {
        text(field, field, old);
    }

    private void text(String shownAs, String field, ObjectNode old) {
        String now = Tree.text(event, field);
        if (!now.equals(Tree.text(old, field))) {
            errors.invalid(Path.of(shownAs), now, ObjectMetaValidation.IMMUTABLE);
        }
    }

    private void immutable(ObjectNode old, String field, JsonNode shown) {
        if (!Tree.same(Tree.get(event, field), Tree.get(old, field))) {
            errors.invalid(Path.of(field), shown.isMissingNode() ? null : shown, ObjectMetaValidation.IMMUTABLE);
        }
    }

    private static String micros(ObjectNode event) {
        String time = Tree.text(event, "eventTime");
        try {
            return Instant.parse(time).truncatedTo(ChronoUnit.MICROS).toString();
        } catch (DateTimeParseException e) {
            // None, or one that the decoder let through: compared as it is.
            return time;
        }
    }
}
