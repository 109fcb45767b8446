package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.http.Exchange;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** What golang.org/x/net/websocket, which upstream's watches speak through, asks of a client besides the protocol's rules. */
final class WebSocketHandshake {
    private WebSocketHandshake() {}

    static boolean isAsked(Exchange exchange) {
        return exchange.header("Upgrade").equalsIgnoreCase("websocket")
                && exchange.header("Connection").toLowerCase(Locale.ROOT).contains("upgrade");
    }

    /** The status that refuses the client: it has to say where it comes from and may name one protocol; 0 for none. */
    static int refusal(Exchange exchange) {
        if (!isUri(exchange.header("Origin"))) {
            return 403;
        }
        return exchange.header("Sec-WebSocket-Protocol").contains(",") ? 400 : 0;
    }

    private static boolean isUri(String origin) {
        try {
            return origin.startsWith("/") || new URI(origin).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
