package dev.coracle.apiserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.HttpFront;
import dev.coracle.apiserver.tokens.ServiceAccountTokens;
import dev.coracle.machinery.json.JsonCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Where others find the key that service account tokens are signed with: OpenID Connect discovery. */
final class OpenIdPaths {
    private final ServiceAccountTokens tokens;
    private final Supplier<String> address;

    /**
     * The paths over the tokens of one server.
     *
     * @param address host and port, once bound
     */
    OpenIdPaths(ServiceAccountTokens tokens, Supplier<String> address) {
        this.tokens = tokens;
        this.address = address;
    }

    void install(HttpFront front) {
        front.get(
                "/openid/v1/jwks",
                exchange -> exchange.whenDone(
                        tokens.keys(),
                        keys -> exchange.executor()
                                .execute(() -> send(
                                        exchange, "application/jwk-set+json", keys.getBytes(StandardCharsets.UTF_8)))));
        front.get("/.well-known/openid-configuration", exchange -> {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.put("issuer", ServiceAccountTokens.ISSUER);
            document.put("jwks_uri", "http://" + address.get() + "/openid/v1/jwks");
            document.putArray("response_types_supported").add("id_token");
            document.putArray("subject_types_supported").add("public");
            document.putArray("id_token_signing_alg_values_supported").add("ES256");
            send(exchange, "application/json", JsonCodec.write(document));
        });
    }

    private static void send(Exchange exchange, String contentType, byte[] body) {
        if (exchange.answering(200)) {
            exchange.head(200, contentType)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=3600")
                    .end(Buffer.buffer(body));
        }
    }
}
