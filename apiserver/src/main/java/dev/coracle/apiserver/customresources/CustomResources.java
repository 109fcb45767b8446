package dev.coracle.apiserver.customresources;

import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.registry.LoopbackClient;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.threads.Threads;
import dev.coracle.apiserver.webhook.WebhookClient;
import dev.coracle.machinery.schema.GroupResource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is served in step with the CustomResourceDefinitions.
 *
 * <p>Parsing a definition takes its time, so the store's writer thread only tells that one has changed, and a thread of
 * our own parses and serves it. Clients still never see the one without the other, because of this order:
 *
 * <ul>
 *   <li>A definition becomes Established by a write of {@link DefinitionLoop}, which serves it <em>before</em> that write
 *       is committed ({@code ServedDefinitions.serveAhead}). So whoever reads or watches Established, however fast, finds
 *       its resources. Likewise it stops being served before the write that removes it.
 *   <li>Who changes a definition gets the answer once the change is served: the write waits for {@link #caughtUp}. Others
 *       may see the changed definition that moment earlier, as they do upstream, where it is seconds.
 * </ul>
 *
 * The loop's own writes wait too, but for this thread, not for itself. The future of a round is guarded by this monitor.
 */
public final class CustomResources implements ResourceCache.Follower, AutoCloseable {
    /** Keeps a definition until its instances are gone. */
    public static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    private static final Logger log = LoggerFactory.getLogger(CustomResources.class);

    private final ServerState backend;
    private final ServedDefinitions served;
    private final DefinitionLoop loop;
    /** Holds at most one round, which serves whatever there is when it runs, besides the one that is running. */
    private final ExecutorService executor = Threads.single("coracle-custom-resources", 1);

    /** Of the round that has not begun yet; null when there is none. */
    private @Nullable CompletableFuture<Void> next;

    /** Of the round that is running or ran last. */
    private CompletableFuture<Void> current = CompletableFuture.completedFuture(null);

    /** @param webhooks asks those that convert */
    public CustomResources(LoopbackClient client, SchemaCatalogue schemas, WebhookClient webhooks) {
        this.backend = client.backend();
        this.served = new ServedDefinitions(
                backend, schemas.definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"), webhooks);
        this.loop = new DefinitionLoop(client, served);
    }

    /** Serves what the store holds definitions of, and follows them from there. */
    public void start() {
        definitions().ifPresent(cache -> {
            cache.follow(this);
            refresh(cache);
        });
    }

    private Optional<ResourceCache> definitions() {
        Optional<Resource> definitions = backend.resources().storedAs(DEFINITIONS);
        return definitions.map(backend.cache()::of);
    }

    @Override
    public synchronized void changed() {
        if (next != null) {
            return;
        }
        next = new CompletableFuture<>();
        try {
            executor.execute(this::round);
        } catch (RejectedExecutionException closed) {
            log.trace("what is served stays as it is: the server is closing");
            next.complete(null);
        }
    }

    /** A change that came before a round began is dealt with by the round: of two the later one counts. */
    @Override
    public synchronized CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> waiting = next;
        return waiting == null ? current : waiting;
    }

    private void round() {
        CompletableFuture<Void> done = begin();
        try {
            definitions().ifPresent(this::refresh);
        } catch (RuntimeException e) {
            log.error("what is served stays as it is", e);
        } finally {
            done.complete(null);
        }
    }

    private synchronized CompletableFuture<Void> begin() {
        CompletableFuture<Void> begun = next == null ? new CompletableFuture<>() : next;
        current = begun;
        next = null;
        return begun;
    }

    private void refresh(ResourceCache cache) {
        List<String> changed = served.refresh(cache);
        changed.forEach(loop::enqueue);
    }

    /** Stops following definitions; what is served stays served. */
    @Override
    public void close() {
        executor.shutdownNow();
        loop.close();
        CompletableFuture<Void> waiting;
        synchronized (this) {
            waiting = next;
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }
}
