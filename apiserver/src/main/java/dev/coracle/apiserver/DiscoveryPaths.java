package dev.coracle.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.discovery.Discovery;
import dev.coracle.apiserver.discovery.Document;
import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.HttpFront;
import dev.coracle.apiserver.http.JsonText;
import dev.coracle.apiserver.http.YamlText;
import dev.coracle.apiserver.openapi.OpenApi;
import dev.coracle.apiserver.protobuf.ProtobufDocuments;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Discovery and OpenAPI: ready documents, answered with 304 to who has them already. */
final class DiscoveryPaths {
    private static final String OPENAPI = "/openapi/v3/";

    private static final List<Encoding> OTHER_ENCODINGS = List.of(Encoding.PROTOBUF, Encoding.YAML);

    private final ProtobufDocuments protobuf;
    private final Supplier<Discovery> discovery;
    private final OpenApi openApi;

    /**
     * The paths over one server's documents.
     *
     * @param discovery of what is served now
     */
    DiscoveryPaths(Supplier<Discovery> discovery, OpenApi openApi, ProtobufDocuments protobuf) {
        this.discovery = discovery;
        this.protobuf = protobuf;
        this.openApi = openApi;
    }

    void install(HttpFront front) {
        for (String path : new String[] {"/api", "/apis", "/api/*", "/apis/*"}) {
            front.get(path, this::discovery);
        }
        front.get("/openapi/v3", exchange -> exchange.offLoop(openApi::index, index -> send(exchange, index)));
        front.get(OPENAPI + "*", this::openApi);
        front.get("/openapi/v2", this::openApiVersion2);
    }

    private void discovery(Exchange exchange) {
        String accept = exchange.header(HttpHeaders.ACCEPT);
        String path = exchange.info().path();
        for (Encoding other : OTHER_ENCODINGS) {
            if (accept.startsWith(other.mediaType())) {
                String asJson = accept.replace(other.mediaType(), Encoding.JSON.mediaType());
                send(exchange, discovery.get().answer(path, asJson).map(document -> encoded(document, other)));
                return;
            }
        }
        send(exchange, discovery.get().answer(path, accept.isEmpty() ? null : accept));
    }

    /** Few ask for these, and not often: they are made for each request. */
    private Document encoded(Document document, Encoding encoding) {
        JsonNode tree = JsonText.parse(document.body());
        byte[] body = encoding == Encoding.PROTOBUF ? protobuf.encode(tree) : YamlText.write(tree);
        return Document.plain(document.contentType().replace(Encoding.JSON.mediaType(), encoding.mediaType()), body);
    }

    private void openApiVersion2(Exchange exchange) {
        String accept = exchange.header(HttpHeaders.ACCEPT);
        boolean gzip = takesGzip(exchange);
        exchange.offLoop(() -> openApi.version2(accept).map(document -> Answer.of(document, gzip)), answer -> {
            if (answer.isPresent()) {
                send(exchange, answer.get());
            } else if (exchange.answering(406)) {
                exchange.request().response().setStatusCode(406).end();
            }
        });
    }

    private void openApi(Exchange exchange) {
        String path = exchange.info().path().substring(OPENAPI.length());
        String hash = exchange.query().get("hash");
        boolean gzip = takesGzip(exchange);
        exchange.offLoop(
                () -> openApi.redirect(path, hash)
                        .map(Answer::elsewhere)
                        .or(() -> openApi.document(path, hash).map(document -> Answer.of(document, gzip))),
                answer -> {
                    if (answer.isEmpty()) {
                        notFound(exchange);
                    } else {
                        send(exchange, answer.get());
                    }
                });
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

    private static boolean takesGzip(Exchange exchange) {
        return exchange.header(HttpHeaders.ACCEPT_ENCODING).contains("gzip");
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

    private static void notFound(Exchange exchange) {
        exchange.sendText(404, "text/plain; charset=utf-8", "404 page not found\n");
    }

    private static void send(Exchange exchange, Optional<Document> document) {
        document.ifPresentOrElse(found -> send(exchange, found), () -> notFound(exchange));
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
        if (document.gzip().isPresent() && takesGzip(exchange)) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        response.end(body);
    }

    private static HttpServerResponse head(Exchange exchange, int code, Document document) {
        HttpServerResponse response = exchange.head(code, document.contentType())
                .putHeader(HttpHeaders.VARY, document.gzip().isPresent() ? "Accept, Accept-Encoding" : "Accept");
        document.etag().ifPresent(etag -> response.putHeader(HttpHeaders.ETAG, etag));
        if (document.isImmutable()) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "public, immutable");
        }
        return response;
    }
}
