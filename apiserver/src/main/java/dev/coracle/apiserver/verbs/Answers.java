package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.Representation;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WriteResult;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.table.IncludeObject;
import dev.coracle.apiserver.table.TablePrinter;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.protobuf.Envelope;
import dev.coracle.machinery.protobuf.ProtobufDocuments;
import dev.coracle.machinery.tree.Tree;
import java.util.function.Function;

/** Writes single objects as the client wants to see them. Bytes that fit as they are go out as they are. */
final class Answers {
    private static final TableColumns SCALE = Columns.of(
            Columns.text("Name", "@meta.v1.ObjectMeta.name", "metadata.name"),
            Columns.number("Desired", "@autoscaling.v1.ScaleSpec.replicas", "spec.replicas"),
            Columns.number("Available", "@autoscaling.v1.ScaleStatus.replicas", "status.replicas"),
            Columns.AGED);

    private final Clock clock;
    private final ProtobufDocuments protobuf;

    Answers(Clock clock, ProtobufDocuments protobuf) {
        this.clock = clock;
        this.protobuf = protobuf;
    }

    ProtobufDocuments protobuf() {
        return protobuf;
    }

    /** Whether objects of the target are typed: those of custom resources are not. */
    boolean isTyped(ServedResource target) {
        return protobuf.writer().writes(target.version().schema().name());
    }

    /** Writes objects in the stored version as bare protobuf messages. */
    Function<ObjectNode, byte[]> messages(ServedResource target) {
        String definition = target.resource().schema().name();
        return object -> protobuf.writer().message(object, definition);
    }

    /** An object as it is stored: its bytes, in the encodings that keep them, go out as they are. */
    void object(Exchange exchange, ServedResource target, int code, StoredObject object) {
        Representation wish = exchange.representation();
        boolean verbatim = target.version().isStored() && wish.shape() == Representation.Shape.FULL;
        if (verbatim && wish.encoding() == Encoding.PROTOBUF) {
            byte[] document = Envelope.around(
                    target.version().groupVersion().toString(),
                    target.resource().names().kind(),
                    object.message(messages(target)));
            exchange.sendBytes(code, wish.encoding().mediaType(), document);
        } else if (verbatim) {
            exchange.send(code, wish.encoding(), object.json());
        } else {
            shown(exchange, target, code, object.copy());
        }
    }

    /** The outcome of a write. */
    void written(Exchange exchange, ServedResource target, int code, WriteResult result) {
        if (result instanceof WriteResult.Stored stored) {
            object(exchange, target, code, stored.object());
        } else if (result instanceof WriteResult.Unstored unstored) {
            shown(exchange, target, code, unstored.object());
        } else if (result instanceof WriteResult.StatusResult done) {
            Encoding encoding = exchange.representation().encoding();
            exchange.send(code, encoding, done.status().toJson());
        }
    }

    /** @param object in the stored version, the caller's own */
    private void shown(Exchange exchange, ServedResource target, int code, ObjectNode object) {
        Representation wish = exchange.representation();
        ObjectNode shown = switch (wish.shape()) {
            case FULL -> converted(target, object);
            case METADATA -> partial(object, wish.version());
            case METADATA_LIST -> throw notAList(target);
            case TABLE -> printer(exchange, target, wish).single(object, clock.instant());
        };
        exchange.send(code, wish.encoding(), shown);
    }

    /** A document that is no stored object, such as a review; it has no table and no conversion. */
    void document(Exchange exchange, int code, ObjectNode document) {
        Representation wish = exchange.representation();
        boolean partial = wish.shape() == Representation.Shape.METADATA;
        exchange.send(code, wish.encoding(), partial ? partial(document, wish.version()) : document);
    }

    /** A Scale, which is no stored object either but has a table. */
    void scale(Exchange exchange, ServedResource target, int code, ObjectNode scale) {
        Representation wish = exchange.representation();
        if (wish.shape() != Representation.Shape.TABLE) {
            document(exchange, code, scale);
            return;
        }
        IncludeObject include = IncludeObject.parse(exchange.query().get("includeObject"));
        TablePrinter printer = new TablePrinter(SCALE, target.resource().stored(), include, wish.version());
        exchange.send(code, wish.encoding(), printer.single(scale, clock.instant()));
    }

    TablePrinter printer(Exchange exchange, ServedResource target, Representation wish) {
        IncludeObject include = IncludeObject.parse(exchange.query().get("includeObject"));
        return new TablePrinter(target.resource(), target.version(), include, wish.version());
    }

    private static ApiException notAList(ServedResource target) {
        return ApiException.notAcceptable(
                "you requested PartialObjectMetadataList, but the requested object is not a list (*"
                        + goType(target, "") + ")");
    }

    /** What upstream calls the kind inside. */
    static String goType(ServedResource target, String suffix) {
        String group = target.resource().storage().group();
        int dot = group.indexOf('.');
        String packageName = group.isEmpty() ? "core" : dot < 0 ? group : group.substring(0, dot);
        return packageName + "." + target.resource().names().kind() + suffix;
    }

    /** @param object the caller's own; converted in place */
    static ObjectNode converted(ServedResource target, ObjectNode object) {
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
}
