package dev.coracle.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.discovery.Discovery;
import dev.coracle.apiserver.discovery.Document;
import dev.coracle.apiserver.http.DiscoveryForm;
import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.HttpFront;
import dev.coracle.apiserver.http.YamlText;
import dev.coracle.apiserver.openapi.OpenApi;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.protobuf.ProtobufDocuments;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Discovery and OpenAPI: ready documents, answered with 304 to who has them already. */
final class DiscoveryPaths {
    private static final String OPENAPI = "/openapi/v3/";

    private static final List<CharSequence> VARIES_BY_TYPE = List.of("Accept");
    private static final List<CharSequence> VARIES = List.of("Accept-Encoding", "Accept");

    private static final List<Encoding> ENCODINGS = List.of(Encoding.values());

    private final ProtobufDocuments protobuf;
    private final Supplier<Discovery> discovery;
    private final Predicate<String> builtInGroups;
    private final OpenApi openApi;

    /**
     * The paths over one server's documents.
     *
     * @param discovery of what is served now
     * @param builtInGroups in which a version that is not served is told apart from nothing at all
     */
    DiscoveryPaths(
            Supplier<Discovery> discovery,
            Predicate<String> builtInGroups,
            OpenApi openApi,
            ProtobufDocuments protobuf) {
        this.discovery = discovery;
        this.builtInGroups = builtInGroups;
        this.protobuf = protobuf;
        this.openApi = openApi;
    }

    void install(HttpFront front) {
        for (String path : new String[] {"/api", "/apis", "/api/*", "/apis/*"}) {
            front.any(path, this::discovery);
        }
        front.any("/openapi/v3", exchange -> exchange.offLoop(openApi::index, index -> send(exchange, index)));
        front.any(OPENAPI + "*", this::openApi);
        front.any("/openapi/v2", this::openApiVersion2);
    }

    private void discovery(Exchange exchange) {
        String path = exchange.info().path();
        Discovery served = discovery.get();
        Optional<Document> plain = served.document(path);
        if (plain.isEmpty()) {
            nothing(exchange, path);
            return;
        }
        if (isRoute(path)) {
            if (!exchange.request().method().equals(HttpMethod.GET)) {
                throw ApiException.methodNotAllowed();
            }
            exchange.negotiation().requireRoute(ENCODINGS);
        }
        Optional<Document> aggregated = served.aggregated(path);
        DiscoveryForm form = exchange.negotiation().discoveryForm(aggregated.isPresent());
        Document document = form.aggregated() ? aggregated.orElseThrow() : plain.get();
        send(exchange, form.encoding() == Encoding.JSON ? document : encoded(document, form.encoding()));
    }

    /** Groups and their list are the aggregator's upstream, which asks for no method; the rest are routes. */
    private static boolean isRoute(String path) {
        return path.startsWith("/api/") || path.equals("/api") || segments(path).length == 3;
    }

    /** A version that a built-in group does not have has a Status, all else that is not there has not. */
    private void nothing(Exchange exchange, String path) {
        String[] segments = segments(path);
        boolean versioned = segments.length == (segments[0].equals("api") ? 2 : 3);
        if (versioned && builtInGroups.test(segments[0].equals("api") ? "" : segments[1])) {
            throw ApiException.noSuchResource();
        }
        exchange.pageNotFound();
    }

    private static String[] segments(String path) {
        return path.substring(1).split("/");
    }

    /** Few ask for these, and not often: they are made for each request. */
    private Document encoded(Document document, Encoding encoding) {
        JsonNode tree = JsonCodec.parse(document.body());
        byte[] body = encoding == Encoding.PROTOBUF ? protobuf.encode(tree) : YamlText.write(tree);
        return document.as(document.contentType().replace(Encoding.JSON.mediaType(), encoding.mediaType()), body);
    }

    private void openApiVersion2(Exchange exchange) {
        List<String> accepted = exchange.negotiation().acceptedTypes();
        boolean gzip = exchange.negotiation().acceptsGzip();
        exchange.offLoop(() -> openApi.version2(accepted).map(document -> Answer.of(document, gzip)), answer -> {
            if (answer.isPresent()) {
                send(exchange, answer.get());
            } else {
                empty(exchange, 406, VARIES);
            }
        });
    }

    private void openApi(Exchange exchange) {
        String path = exchange.info().path().substring(OPENAPI.length());
        String hash = exchange.query().get("hash");
        Optional<OpenApi.Form> form = OpenApi.form(exchange.negotiation().acceptedTypes());
        boolean gzip = exchange.negotiation().acceptsGzip();
        exchange.offLoop(
                () -> openApi.redirect(path, hash)
                        .map(Answer::elsewhere)
                        .or(() -> openApi.document(path, hash, form.orElse(OpenApi.Form.JSON))
                                .map(document -> Answer.of(document, gzip))),
                answer -> {
                    if (answer.isEmpty()) {
                        empty(exchange, 404, List.of());
                    } else if (form.isPresent()) {
                        send(exchange, answer.get());
                    } else {
                        empty(exchange, 406, VARIES_BY_TYPE);
                    }
                });
    }

    private static void empty(Exchange exchange, int code, List<CharSequence> vary) {
        if (exchange.answering(code)) {
            exchange.bareHead(code).putHeader(HttpHeaders.VARY, vary).end();
        }
    }

    /**
     * What a worker has worked out for the event loop to send.
     *
     * @param location where to ask instead; empty when this is the answer
     * @param body in the encoding the client takes
     */
    private record Answer(Document document, String location, Buffer body) {
        private static final Document NONE = Document.plain("text/html; charset=utf-8", new byte[0]);

        static Answer elsewhere(String location) {
            return new Answer(NONE, location, Buffer.buffer());
        }

        static Answer of(Document document, boolean gzip) {
            byte[] body = gzip ? document.gzip().orElseGet(document::body) : document.body();
            return new Answer(document, "", Buffer.buffer(body));
        }
    }

    private static void send(Exchange exchange, Answer answer) {
        if (!answer.location().isEmpty()) {
            if (exchange.answering(301)) {
                exchange.head(301, answer.document().contentType())
                        .putHeader(HttpHeaders.LOCATION, answer.location())
                        .end();
            }
        } else {
            send(exchange, answer.document(), answer.body());
        }
    }

    private static void send(Exchange exchange, Document document) {
        send(exchange, document, Buffer.buffer(document.body()));
    }

    /** @param body compressed only if that was asked for and the document is kept so */
    private static void send(Exchange exchange, Document document, Buffer body) {
        if (document.matches(exchange.header(HttpHeaders.IF_NONE_MATCH))) {
            if (exchange.answering(304)) {
                head(exchange, 304, document).end();
            }
            return;
        }
        if (!exchange.answering(200)) {
            return;
        }
        HttpServerResponse response = head(exchange, 200, document);
        if (document.gzip().isPresent() && exchange.negotiation().acceptsGzip()) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        response.end(body);
    }

    private static HttpServerResponse head(Exchange exchange, int code, Document document) {
        HttpServerResponse response = exchange.head(code, document.contentType());
        document.etag().ifPresent(etag -> {
            response.putHeader(HttpHeaders.ETAG, etag);
            response.putHeader(HttpHeaders.VARY, document.gzip().isPresent() ? VARIES : VARIES_BY_TYPE);
        });
        document.cacheControl().ifPresent(control -> response.putHeader(HttpHeaders.CACHE_CONTROL, control));
        return response;
    }
}
