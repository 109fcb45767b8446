package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.TestServer.Response;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Generated names from a source that gives the same again and again. */
class GeneratedNameIT {
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String BODY =
            "{\"metadata\":{\"generateName\":\"same-\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                    + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":"
                    + "[{\"name\":\"c\",\"image\":\"i\"}]}}}}";
    /** Of the words a created object takes: two for its uid, then five for its name. */
    private static final int NAME = 5;

    private static final int UID = 2;

    /** Gives zero until it is told otherwise, and counts. */
    private static final class Stuck implements RandomGenerator {
        private final AtomicInteger asked = new AtomicInteger();
        private volatile int stuckFor = Integer.MAX_VALUE;

        @Override
        public long nextLong() {
            return asked.incrementAndGet() <= stuckFor ? 0 : asked.get() * 0x9E3779B97F4A7C15L;
        }

        void reset(int words) {
            stuckFor = words;
            asked.set(0);
        }
    }

    private final Stuck random = new Stuck();
    private final TestServer server = new TestServer(ApiServerOptions.defaults().withRandom(random));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void givesUpAfterEightNamesThatAreTaken() {
        Response first = server.post(DEPLOYMENTS, BODY);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        random.reset(Integer.MAX_VALUE);

        Response second = server.post(DEPLOYMENTS, BODY);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.at("/reason")).isEqualTo("AlreadyExists");
        assertThat(second.message())
                .isEqualTo(
                        "deployments.apps \"same-bbbbb\" already exists, the server was not able to generate a unique"
                                + " name for the object");
        assertThat(second.json().at("/details"))
                .hasToString("{\"name\":\"same-bbbbb\",\"group\":\"apps\",\"kind\":\"deployments\","
                        + "\"retryAfterSeconds\":1}");
        assertThat(second.headers().firstValue("Retry-After")).contains("1");
        // The answer's own id has two words more.
        assertThat(random.asked.get()).isBetween(8 * (NAME + UID), 8 * (NAME + UID) + UID);
    }

    @Test
    void takesTheEighthNameIfThatIsFree() {
        server.post(DEPLOYMENTS, BODY);
        random.reset(UID + 7 * (NAME + UID) + 1);

        Response eighth = server.post(DEPLOYMENTS, BODY);

        assertThat(eighth.status()).as(eighth.text()).isEqualTo(201);
        assertThat(eighth.at("/metadata/name")).isNotEqualTo("same-bbbbb");
    }
}
