package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.ByteRange;
import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.Representation;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.protobuf.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Writes lists. In the stored version, plain JSON and protobuf are the stored bytes strung together. Items of built-in
 * kinds do not repeat kind and apiVersion, as upstream's typed lists do not; custom resources' do.
 */
final class ListAnswers {
    private static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
    private static final ByteRange COMMA = ByteRange.of(new byte[] {','});
    private static final ByteRange OPEN = ByteRange.of(new byte[] {'{'});
    private static final ByteRange COMMA_OPEN = ByteRange.of(new byte[] {',', '{'});
    private static final ByteRange END = ByteRange.of(new byte[] {']', '}'});

    private final Answers answers;
    private final Clock clock;

    ListAnswers(Answers answers, Clock clock) {
        this.answers = answers;
        this.clock = clock;
    }

    void list(Exchange exchange, ServedResource target, Page page, Representation wish) {
        switch (wish.shape()) {
            case TABLE ->
                exchange.send(
                        200,
                        wish.encoding(),
                        answers.printer(exchange, target, wish)
                                .list(
                                        page.metadata(),
                                        () -> page.objects().stream()
                                                .map(StoredObject::read)
                                                .iterator(),
                                        clock.instant()));
            case METADATA_LIST -> exchange.send(200, wish.encoding(), partial(page, wish.version()));
            case METADATA ->
                throw ApiException.notAcceptable(
                        "you requested PartialObjectMetadata, but the requested object is a list (*"
                                + Answers.goType(target, "List") + ")");
            case FULL -> full(exchange, target, page, wish.encoding());
        }
    }

    private void full(Exchange exchange, ServedResource target, Page page, Encoding encoding) {
        boolean stored = target.version().isStored();
        if (stored && encoding == Encoding.JSON && !exchange.negotiation().isPretty()) {
            exchange.sendParts(encoding, json(target, page, answers.isTyped(target)));
        } else if (stored && encoding == Encoding.PROTOBUF) {
            exchange.sendParts(encoding, protobuf(target, page));
        } else {
            exchange.send(200, encoding, tree(target, page, answers.isTyped(target)));
        }
    }

    private static List<ByteRange> json(ServedResource target, Page page, boolean typed) {
        String opening = "{\"kind\":\"" + target.resource().names().listKind() + "\",\"apiVersion\":\""
                + target.version().groupVersion() + "\",\"metadata\":"
                + new String(JsonCodec.write(page.metadata()), StandardCharsets.UTF_8) + ",\"items\":[";
        List<ByteRange> parts = new ArrayList<>(page.objects().size() * 2 + 2);
        parts.add(ByteRange.of(opening.getBytes(StandardCharsets.UTF_8)));
        byte[] type = ("{\"kind\":\"" + target.resource().names().kind() + "\",\"apiVersion\":\""
                        + target.version().groupVersion() + "\",")
                .getBytes(StandardCharsets.UTF_8);
        for (StoredObject object : page.objects()) {
            byte[] json = object.json();
            boolean first = parts.size() == 1;
            if (typed && Arrays.equals(json, 0, Math.min(type.length, json.length), type, 0, type.length)) {
                parts.add(first ? OPEN : COMMA_OPEN);
                parts.add(new ByteRange(json, type.length));
            } else {
                if (!first) {
                    parts.add(COMMA);
                }
                parts.add(ByteRange.of(typed ? JsonCodec.write(untyped(object.copy())) : json));
            }
        }
        parts.add(END);
        return parts;
    }

    private List<ByteRange> protobuf(ServedResource target, Page page) {
        Function<ObjectNode, byte[]> messages = answers.messages(target);
        List<ByteRange> parts = new ArrayList<>(page.objects().size() * 2 + 3);
        parts.add(ByteRange.of(Envelope.listMetadata(answers.protobuf().writer().message(page.metadata(), LIST_META))));
        for (StoredObject object : page.objects()) {
            byte[] message = object.message(messages);
            parts.add(ByteRange.of(Envelope.itemHead(message.length)));
            parts.add(ByteRange.of(message));
        }
        long length = 0;
        for (ByteRange part : parts) {
            length += part.length();
        }
        String apiVersion = target.version().groupVersion().toString();
        parts.add(
                0,
                ByteRange.of(Envelope.head(apiVersion, target.resource().names().listKind(), length)));
        parts.add(ByteRange.of(Envelope.tail()));
        return parts;
    }

    private static ObjectNode tree(ServedResource target, Page page, boolean typed) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("kind", target.resource().names().listKind());
        list.put("apiVersion", target.version().groupVersion().toString());
        list.set("metadata", page.metadata());
        ArrayNode items = list.putArray("items");
        page.objects().forEach(object -> {
            ObjectNode item = Answers.converted(target, object.copy());
            items.add(typed ? untyped(item) : item);
        });
        return list;
    }

    private static ObjectNode untyped(ObjectNode item) {
        item.remove("kind");
        item.remove("apiVersion");
        return item;
    }

    private static ObjectNode partial(Page page, String version) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/" + version);
        list.set("metadata", page.metadata());
        ArrayNode items = list.putArray("items");
        page.objects().forEach(object -> items.add(Answers.partial(object.read(), version)));
        return list;
    }
}
