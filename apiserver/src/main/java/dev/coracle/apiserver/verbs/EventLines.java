package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.WatchEvent;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.http.JsonText;
import dev.coracle.apiserver.http.Representation;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.table.TablePrinter;
import dev.coracle.clock.Clock;

/** A watch's events as lines of JSON. Plain events in the stored version are the cache's shared bytes. */
final class EventLines {
    private final Served target;
    private final Representation wish;
    private final TablePrinter printer;
    private final Clock clock;
    private boolean first = true;

    EventLines(Served target, Representation wish, TablePrinter printer, Clock clock) {
        this.target = target;
        this.wish = wish;
        this.printer = printer;
        this.clock = clock;
    }

    byte[] event(WatchEvent event) {
        if (wish.shape() == Representation.Shape.FULL && target.version().isStored()) {
            return event.json();
        }
        ObjectNode object = switch (wish.shape()) {
            case FULL -> Answers.converted(target, event.object().copy());
            case METADATA -> Answers.partial(event.object().read(), wish.version());
            case TABLE -> printer.event(event.object().read(), first, clock.instant());
        };
        first = false;
        return line(event.type().name(), object);
    }

    /** Everything up to {@code revision} was sent; with {@code initialEnd}, so was the initial state. */
    byte[] bookmark(long revision, boolean initialEnd) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        switch (wish.shape()) {
            case FULL ->
                object.put("kind", target.resource().names().kind())
                        .put("apiVersion", target.version().groupVersion().toString());
            case METADATA ->
                object.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/" + wish.version());
            case TABLE -> object.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + wish.version());
        }
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("resourceVersion", Long.toString(revision));
        if (wish.shape() == Representation.Shape.TABLE) {
            object.putNull("columnDefinitions");
            object.putArray("rows");
        } else {
            metadata.putNull("creationTimestamp");
        }
        if (initialEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return line("BOOKMARK", object);
    }

    byte[] error(ApiException error) {
        return line("ERROR", error.toStatus());
    }

    private static byte[] line(String type, ObjectNode object) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", type);
        event.set("object", object);
        byte[] json = JsonText.write(event);
        byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }
}
