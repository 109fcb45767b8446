package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.JsonText;
import dev.coracle.apiserver.http.Representation;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.clock.Clock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes lists. Plain JSON in the stored version is the stored bytes strung together. */
final class ListAnswers {
    private static final byte[] COMMA = {','};
    private static final byte[] END = {']', '}'};

    private final Answers answers;
    private final Clock clock;

    ListAnswers(Answers answers, Clock clock) {
        this.answers = answers;
        this.clock = clock;
    }

    void list(Exchange exchange, Served target, Page page, Representation wish) {
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
            case METADATA -> exchange.send(200, wish.encoding(), partial(page, wish.version()));
            case FULL -> full(exchange, target, page, wish.encoding());
        }
    }

    private static void full(Exchange exchange, Served target, Page page, Encoding encoding) {
        boolean verbatim = target.version().isStored() && encoding == Encoding.JSON && !exchange.isPretty();
        if (!verbatim) {
            ObjectNode list = head(target);
            list.set("metadata", page.metadata());
            ArrayNode items = list.putArray("items");
            page.objects().forEach(object -> items.add(Answers.converted(target, object.copy())));
            exchange.send(200, encoding, list);
            return;
        }
        String opening = "{\"kind\":\"" + target.resource().names().listKind() + "\",\"apiVersion\":\""
                + target.version().groupVersion() + "\",\"metadata\":"
                + new String(JsonText.write(page.metadata()), StandardCharsets.UTF_8) + ",\"items\":[";
        List<byte[]> parts = new ArrayList<>(page.objects().size() * 2 + 2);
        parts.add(opening.getBytes(StandardCharsets.UTF_8));
        long length = 0;
        for (StoredObject object : page.objects()) {
            if (parts.size() > 1) {
                parts.add(COMMA);
                length++;
            }
            parts.add(object.json());
            length += object.json().length;
        }
        parts.add(END);
        exchange.sendJsonParts(parts.iterator(), length + parts.get(0).length + END.length);
    }

    private static ObjectNode head(Served target) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("kind", target.resource().names().listKind());
        list.put("apiVersion", target.version().groupVersion().toString());
        return list;
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
