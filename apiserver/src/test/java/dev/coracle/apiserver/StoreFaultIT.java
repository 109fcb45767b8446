package dev.coracle.apiserver;

import static dev.coracle.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.apiserver.TestServer.Response;
import dev.coracle.clock.Clock;
import dev.coracle.storage.CommitResult;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreException;
import dev.coracle.storage.StoreInterceptor;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import dev.coracle.storage.Transaction;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients see when the store is late, full or not the newest. */
@Timeout(60)
class StoreFaultIT {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final Faults faults = new Faults();
    private final Clock clock = Clock.system();
    private final TestServer server = new TestServer(
            ApiServerOptions.defaults(),
            Stores.intercepted(Stores.inMemory(StoreOptions.defaults(clock)), faults),
            clock);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDelayedCommitDelaysItsAnswerAndNoOther() {
        server.post(MAPS, configMap("a", "1"));
        CompletableFuture<Void> letGo = new CompletableFuture<>();
        faults.gate = letGo;
        CompletableFuture<Response> delayed =
                CompletableFuture.supplyAsync(() -> server.post(MAPS, configMap("b", "1")));
        await().until(() -> faults.held);

        assertThat(server.get(MAPS + "/a").status()).isEqualTo(200);
        assertThat(server.get(MAPS + "/b").status()).isEqualTo(404);
        assertThat(delayed).isNotDone();
        letGo.complete(null);
        assertThat(delayed.join().status()).isEqualTo(201);
        assertThat(server.get(MAPS + "/b").status()).isEqualTo(200);
    }

    @Test
    void readsWaitForTheStoreToSayWhatIsCurrent() {
        server.post(MAPS, configMap("a", "1"));
        CompletableFuture<Long> current = new CompletableFuture<>();
        faults.current = current;
        CompletableFuture<Response> get = CompletableFuture.supplyAsync(() -> server.get(MAPS + "/a"));
        CompletableFuture<Response> list = CompletableFuture.supplyAsync(() -> server.get(MAPS));
        await().until(() -> faults.asked >= 2);

        assertThat(server.get(MAPS + "/a?resourceVersion=0").status())
                .as("any revision will do")
                .isEqualTo(200);
        assertThat(get).isNotDone();
        assertThat(list).isNotDone();
        faults.current = null;
        long next = server.store().revision() + 1;
        current.complete(next);
        Response written = server.merge(MAPS + "/a", "{\"data\":{\"key\":\"new\"}}");

        assertThat(Long.parseLong(written.at("/metadata/resourceVersion"))).isEqualTo(next);
        assertThat(get.join().at("/data/key")).isEqualTo("new");
        assertThat(list.join().at("/items/0/data/key")).isEqualTo("new");
    }

    @Test
    void aReadThatCannotBecomeCurrentTimesOut() {
        faults.current = CompletableFuture.completedFuture(server.store().revision() + 1000);

        Response response = server.get(MAPS);

        assertThat(response.status()).isEqualTo(504);
        assertThat(response.message()).startsWith("Timeout: Too large resource version: ");
    }

    @Test
    void aFullDiskIsToldByWritesAndByReadinessButNotByLiveness() {
        server.post(MAPS, configMap("a", "1"));
        faults.refusal = new StoreException.NoRoom("the disk of data directory /somewhere is full");

        Response refused = server.post(MAPS, configMap("b", "1"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.at("/reason")).isEqualTo("ServiceUnavailable");
        assertThat(refused.message()).isEqualTo("the disk of data directory /somewhere is full");
        assertThat(server.get(MAPS + "/a").status()).isEqualTo(200);
        Response ready = server.get("/readyz");
        assertThat(ready.status()).isEqualTo(500);
        assertThat(ready.text())
                .contains("[-]etcd failed: the disk of data directory /somewhere is full\n")
                .endsWith("readyz check failed\n");
        assertThat(server.get("/readyz/etcd").text())
                .isEqualTo("internal server error: the disk of data directory /somewhere is full\n");
        assertThat(server.get("/livez").status()).isEqualTo(200);

        faults.refusal = null;
        assertThat(server.get("/readyz").status()).isEqualTo(200);
        assertThat(server.post(MAPS, configMap("b", "1")).status()).isEqualTo(201);
    }

    @Test
    void aStoreThatDoesNotAnswerIsNotReady() {
        faults.silent = true;

        Response ready = server.get("/readyz/etcd");

        assertThat(ready.status()).isEqualTo(500);
        assertThat(ready.text()).contains("the store has not answered within 900 ms");
        assertThat(server.get("/livez/etcd").status()).isEqualTo(200);
    }

    @Test
    void aStoreThatEndedIsNotAlive() {
        server.store().close();

        assertThat(server.get("/livez").status()).isEqualTo(500);
        assertThat(server.get("/livez/etcd").text()).isEqualTo("internal server error: the store is closed\n");
        assertThat(server.get("/readyz").status()).isEqualTo(500);
    }

    private static final class Faults implements StoreInterceptor {
        private volatile @Nullable CompletableFuture<Void> gate;
        private volatile @Nullable CompletableFuture<Long> current;
        private volatile @Nullable StoreException refusal;
        private volatile boolean silent;
        private volatile boolean held;
        private volatile int asked;

        @Override
        public CompletableFuture<CommitResult> commit(Store store, Transaction transaction) {
            StoreException reason = refusal;
            if (reason != null) {
                return CompletableFuture.failedFuture(reason);
            }
            CompletableFuture<Void> closed = gate;
            if (closed == null) {
                return store.commit(transaction);
            }
            held = true;
            return closed.thenCompose(open -> store.commit(transaction));
        }

        @Override
        public CompletableFuture<Long> currentRevision(Store store) {
            CompletableFuture<Long> other = current;
            if (other != null) {
                synchronized (this) {
                    asked++;
                }
            }
            return other == null ? store.currentRevision() : other;
        }

        @Override
        public CompletableFuture<Void> probe(Store store) {
            StoreException reason = refusal;
            if (silent) {
                return new CompletableFuture<>();
            }
            return reason == null ? store.probe() : CompletableFuture.failedFuture(reason);
        }
    }
}
