package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.WatchEvent;
import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Representation;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.table.TablePrinter;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.protobuf.Envelope;

/**
 * A watch's events as lines of JSON or frames of protobuf. Plain events in the stored version are the cache's shared
 * bytes. Confined to the watch.
 */
final class EventEncoder {
    private final ServedResource target;
    private final Representation wish;
    private final Answers answers;
    private final TablePrinter printer;
    private final Clock clock;
    private boolean first = true;

    EventEncoder(ServedResource target, Representation wish, Answers answers, TablePrinter printer, Clock clock) {
        this.target = target;
        this.wish = wish;
        this.answers = answers;
        this.printer = printer;
        this.clock = clock;
    }

    byte[] event(WatchEvent event) {
        if (isFull() && target.version().isStored()) {
            return wish.encoding() == Encoding.PROTOBUF ? event.frame(this::frame) : event.json();
        }
        ObjectNode object = switch (wish.shape()) {
            case FULL, METADATA_LIST -> Answers.converted(target, event.object().copy());
            case METADATA -> Answers.partial(event.object().read(), wish.version());
            case TABLE -> printer.event(event.object().read(), first, clock.instant());
        };
        first = false;
        return line(event.type().name(), object);
    }

    /** An event's object is no list, so who asks for a list's metadata gets it whole. */
    private boolean isFull() {
        return wish.shape() == Representation.Shape.FULL || wish.shape() == Representation.Shape.METADATA_LIST;
    }

    private byte[] frame(WatchEvent event) {
        byte[] document = Envelope.around(
                target.version().groupVersion().toString(),
                target.resource().names().kind(),
                event.object().message(answers.messages(target)));
        return Envelope.frame(event.type().name(), document);
    }

    /** Everything up to {@code revision} was sent; with {@code initialEnd}, so was the initial state. */
    byte[] bookmark(long revision, boolean initialEnd) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        switch (wish.shape()) {
            case FULL, METADATA_LIST ->
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
        }
        if (initialEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return line("BOOKMARK", object);
    }

    byte[] error(ApiException error) {
        return line("ERROR", error.status().toJson());
    }

    private byte[] line(String type, ObjectNode object) {
        if (wish.encoding() == Encoding.PROTOBUF) {
            return Envelope.frame(type, answers.protobuf().encode(object));
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", type);
        event.set("object", object);
        byte[] json = JsonCodec.write(event);
        byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }
}
