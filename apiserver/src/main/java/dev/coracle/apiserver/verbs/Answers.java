package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.JsonText;
import dev.coracle.apiserver.http.Representation;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.table.IncludeObject;
import dev.coracle.apiserver.table.TablePrinter;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.clock.Clock;
import java.nio.charset.StandardCharsets;

/** Writes single objects as the client wants to see them. Bytes that fit as they are go out as they are. */
final class Answers {
    private static final byte[] STATUS = "{\"kind\":\"Status\",".getBytes(StandardCharsets.ISO_8859_1);

    private final Clock clock;

    Answers(Clock clock) {
        this.clock = clock;
    }

    /** @param json in the stored version, or a Status */
    void object(Exchange exchange, Served target, int code, byte[] json) {
        Representation wish = exchange.representation(false);
        boolean asStored = target.version().isStored() && wish.shape() == Representation.Shape.FULL;
        if (asStored || isStatus(json)) {
            exchange.send(code, wish.encoding(), json);
            return;
        }
        ObjectNode object = (ObjectNode) JsonText.parse(json);
        ObjectNode shown = switch (wish.shape()) {
            case FULL -> converted(target, object);
            case METADATA -> partial(object, wish.version());
            case TABLE -> printer(exchange, target, wish).single(object, clock.instant());
        };
        exchange.send(code, wish.encoding(), shown);
    }

    /** A document that is no stored object, such as a Scale; it has no table and no conversion. */
    void document(Exchange exchange, int code, ObjectNode document) {
        Representation wish = exchange.representation(false);
        Encoding encoding = wish.encoding();
        if (wish.shape() == Representation.Shape.METADATA) {
            exchange.send(code, encoding, partial(document, wish.version()));
        } else {
            exchange.send(code, encoding, document);
        }
    }

    TablePrinter printer(Exchange exchange, Served target, Representation wish) {
        IncludeObject include = IncludeObject.parse(exchange.query().get("includeObject"));
        return new TablePrinter(target.resource(), target.version(), include, wish.version());
    }

    /** @param object the caller's own; converted in place */
    static ObjectNode converted(Served target, ObjectNode object) {
        if (!target.version().isStored()) {
            target.version().conversion().fromStored(object);
        }
        return object;
    }

    /** Shares the object's metadata. */
    static ObjectNode partial(ObjectNode object, String version) {
        ObjectNode partial = JsonNodeFactory.instance.objectNode();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/" + version);
        partial.set("metadata", Tree.metadata(object));
        return partial;
    }

    private static boolean isStatus(byte[] json) {
        return json.length > STATUS.length && java.util.Arrays.equals(json, 0, STATUS.length, STATUS, 0, STATUS.length);
    }
}
