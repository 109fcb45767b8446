package dev.coracle.apiserver.kinds.cluster;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
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
    private static final String UNSET = "needs to be unset";

    private static final FieldRule SERIES = field("series")
            .to(
                    field("count")
                            .when(count -> count.asLong(0) >= 2, count -> count.invalid("", "should be at least 2")),
                    field("lastObservedTime").present(""));
    private static final FieldRule STRICT = all(
            SERIES,
            field("eventTime").present(""),
            field("type")
                    .when(
                            type -> type.asText("").equals("Normal")
                                    || type.asText("").equals("Warning"),
                            type -> type.invalid("", "has invalid value: " + type.text())),
            field("firstTimestamp").to(time -> time.invalid("", UNSET)),
            field("lastTimestamp").to(time -> time.invalid("", UNSET)),
            field("count").when(count -> count.asLong(0) == 0, count -> count.invalid("", UNSET)),
            field("source")
                    .when(
                            source -> Tree.isEmpty(source, "component") && Tree.isEmpty(source, "host"),
                            source -> source.invalid("", UNSET)));

    private final Field event;
    private final Field reporter;

    EventValidation(ObjectNode event, boolean strict, FieldErrors errors) {
        this.event = Field.of(event, errors);
        Field component = this.event.at("reportingComponent");
        this.reporter = strict ? component.as("reportingController") : component;
    }

    /** What holds of all events. */
    void legacy() {
        Field namespace = event.at("involvedObject", "namespace");
        String own = Tree.namespace(event.node());
        boolean isNew = event.has("eventTime");
        boolean agree = namespace.isEmpty()
                ? own.equals(isNew ? "kube-system" : "") || own.equals("default")
                : isNew || namespace.text().equals(own);
        if (!agree) {
            namespace.invalid(namespace.text(), "does not match event.namespace");
        }
        if (isNew) {
            if (reporter.isEmpty()) {
                reporter.required("");
            }
            LabelValidation.labelName(reporter);
            limited(event.at("reportingInstance"));
            limited(event.at("action"));
            limited(event.at("reason"));
            if (event.text("message").length() > MAX_MESSAGE) {
                event.at("message").invalid("", "can have at most " + MAX_MESSAGE + " characters");
            }
        }
    }

    private static void limited(Field word) {
        if (word.isEmpty()) {
            word.required("");
        } else if (word.text().length() > MAX_WORD) {
            word.invalid("", "can have at most " + MAX_WORD + " characters");
        }
    }

    /** What holds of an event that is created in events.k8s.io. */
    void strict() {
        STRICT.check(event);
    }

    /** What holds of an event that is updated in events.k8s.io: only its series goes on. */
    void strictUpdate(ObjectNode old) {
        if (!Tree.same(event.at("series").node(), Tree.get(old, "series"))) {
            SERIES.check(event);
        }
        Field before = Field.of(old, event.errors());
        event.at("involvedObject").unchanged(before.at("involvedObject"), "ObjectReference");
        text("reason", before);
        text("message", before);
        event.at("source").unchanged(before.at("source"), "EventSource");
        event.at("firstTimestamp").unchanged(before.at("firstTimestamp"));
        event.at("lastTimestamp").unchanged(before.at("lastTimestamp"));
        if (event.number("count") != before.number("count")) {
            event.at("count").invalid(event.number("count"), ObjectMetaValidation.IMMUTABLE);
        }
        text("reason", before);
        text("type", before);
        if (!micros(event.text("eventTime")).equals(micros(before.text("eventTime")))) {
            event.at("eventTime").unchanged(before.at("eventTime"));
        }
        text("action", before);
        Field related = event.at("related");
        if (related.isPresent()) {
            related.unchanged(before.at("related"), "ObjectReference");
        } else {
            related.unchanged(before.at("related"));
        }
        same(event.at("reportingComponent").as("reportingController"), before.text("reportingComponent"));
        text("reportingInstance", before);
    }

    private void text(String field, Field before) {
        same(event.at(field), before.text(field));
    }

    private static void same(Field now, String before) {
        if (!now.text().equals(before)) {
            now.invalid(now.text(), ObjectMetaValidation.IMMUTABLE);
        }
    }

    private static String micros(String time) {
        try {
            return Instant.parse(time).truncatedTo(ChronoUnit.MICROS).toString();
        } catch (DateTimeParseException e) {
            // None, or one that the decoder let through: compared as it is.
            return time;
        }
    }
}
