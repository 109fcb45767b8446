package dev.coracle.apiserver.webhook;

import dev.coracle.clock.Clock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import org.jspecify.annotations.Nullable;

/** Makes {@link Webhook}s, which share one HTTP client of the server's. Guarded by its monitor. */
public final class WebhookClient {
    /** Calls to one webhook under way at once. */
    private static final int CALLS = 16;
    /** Calls to one webhook that wait for their turn; above that they fail. */
    private static final int WAITING_CALLS = 4096;

    private final Vertx vertx;
    private final Clock clock;
    private final ServiceAddresses services;
    private @Nullable HttpClient client;

    public WebhookClient(Vertx vertx, Clock clock, ServiceAddresses services) {
        this.vertx = vertx;
        this.clock = clock;
        this.services = services;
    }

    public Webhook webhook(ClientConfig config) {
        return new Webhook(this, config);
    }

    /** Made at the first call: most servers never make one. It ends with the event loops. */
    synchronized HttpClient http() {
        HttpClient made = client;
        if (made == null) {
            made = vertx.createHttpClient(
                    new HttpClientOptions(),
                    new PoolOptions().setHttp1MaxSize(CALLS).setMaxWaitQueueSize(WAITING_CALLS));
            client = made;
        }
        return made;
    }

    Clock clock() {
        return clock;
    }

    ServiceAddresses services() {
        return services;
    }
}
