package dev.coracle.apiserver;

import dev.coracle.apiserver.bootstrap.Bootstrap;
import dev.coracle.apiserver.cache.CacheOptions;
import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.catalogue.ResourceTable;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.customresources.CustomResources;
import dev.coracle.apiserver.discovery.CurrentDiscovery;
import dev.coracle.apiserver.filters.ServerFilters;
import dev.coracle.apiserver.flowcontrol.FlowControl;
import dev.coracle.apiserver.http.FilterChain;
import dev.coracle.apiserver.http.Gate;
import dev.coracle.apiserver.http.HostGuard;
import dev.coracle.apiserver.http.HttpFront;
import dev.coracle.apiserver.kinds.Strategies;
import dev.coracle.apiserver.kinds.plugins.AdmissionPlugins;
import dev.coracle.apiserver.metrics.ApiMetrics;
import dev.coracle.apiserver.openapi.OpenApi;
import dev.coracle.apiserver.registry.ClaimIndex;
import dev.coracle.apiserver.registry.Identities;
import dev.coracle.apiserver.registry.LoopbackClient;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ResourceRegistry;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.tokens.ServiceAccountTokens;
import dev.coracle.apiserver.upkeep.Upkeep;
import dev.coracle.apiserver.verbs.Dispatcher;
import dev.coracle.apiserver.verbs.Verbs;
import dev.coracle.apiserver.webhook.ServiceAddresses;
import dev.coracle.apiserver.webhook.WebhookClient;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.protobuf.ProtobufDocuments;
import dev.coracle.machinery.protobuf.ProtobufWriter;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.BindException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API server. It owns its event loops and what it keeps in memory; the store and the clock are the
 * caller's, who closes them after it. Two servers share nothing. Guarded by its monitor.
 */
public final class ApiServer implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;
    private static final int MAX_LOGS_PER_KUBELET = 256;

    private final ApiServerOptions options;
    private final Store store;
    private final Clock clock;

    private @Nullable Running running;
    private boolean closed;

    public ApiServer(ApiServerOptions options, Store store, Clock clock) {
        this.options = options;
        this.store = store;
        this.clock = clock;
    }

    /** What a started server has to close. */
    private record Running(
            Vertx vertx,
            HttpFront front,
            LoopbackClient loopback,
            CustomResources custom,
            Upkeep upkeep,
            ApiMetrics metrics,
            URI address) {
        void close() {
            front.close();
            upkeep.close();
            custom.close();
            loopback.close();
            loopback.backend().claims().close();
            loopback.backend().cache().close();
            try {
                vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException("the event loops did not end", e);
            } finally {
                metrics.close();
            }
        }
    }

    /**
     * Reads the store, binds the port and makes what a new cluster holds. Returns when requests are answered.
     *
     * @throws StartException if the port cannot be bound or the store cannot be read
     * @throws IllegalStateException if it was started or closed before
     */
    public synchronized void start() {
        if (running != null || closed) {
            throw new IllegalStateException("a server starts once");
        }
        SchemaCatalogue schemas = SchemaCatalogue.load();
        List<Resource> resources = ResourceTable.load(schemas, Strategies::of);
        StoreCache cache = new StoreCache(
                store, resources, CacheOptions.forHeap(Runtime.getRuntime().maxMemory()));
        ClaimIndex claims = new ClaimIndex(store);
        try {
            claims.start();
            cache.start();
        } catch (StoreException e) {
            claims.close();
            cache.close();
            throw new StartException("cannot read the store: " + e.getMessage(), e);
        }
        ResourceRegistry registry = new ResourceRegistry(resources);
        Identities identities = new Identities(options.random());
        ServerState backend = new ServerState(
                registry, store, cache, claims, clock, identities, options.cluster(), AdmissionPlugins.inOrder());
        start(new ObjectRegistry(backend), schemas);
    }

    private void start(ObjectRegistry registry, SchemaCatalogue schemas) {
        ServerState backend = registry.backend();
        ApiMetrics metrics = new ApiMetrics();
        Verbs verbs = new Verbs(registry, options.maxWatches());
        LoopbackClient loopback = new LoopbackClient(registry);
        Bootstrap bootstrap = new Bootstrap(loopback);
        Gate gate = new Gate(options.http(), clock);
        Vertx vertx = vertx(gate);
        ProtobufDocuments protobuf = new ProtobufDocuments(schemas, new ProtobufWriter(SchemaCatalogue.fieldNumbers()));
        FlowControl flows = new FlowControl(
                backend.cache(), resource(backend, FlowControl.SCHEMAS), resource(backend, FlowControl.LEVELS));
        flows.start();
        HttpFront front = new HttpFront(
                vertx, options.http(), new HttpFront.Parts(clock, gate, backend.identities()::uid, protobuf));
        new OtherPaths(backend, metrics, bootstrap::isDone, clock.instant()).install(front);
        CurrentDiscovery discovery = new CurrentDiscovery(
                backend.resources()::resources, () -> options.http().host() + ":" + front.port());
        new DiscoveryPaths(
                        discovery,
                        backend.resources()::hasGroup,
                        OpenApi.load(backend.resources()::resources),
                        protobuf)
                .install(front);
        ServiceAccountTokens tokens = new ServiceAccountTokens(backend);
        new OpenIdPaths(tokens, () -> options.http().host() + ":" + front.port()).install(front);
        Dispatcher dispatcher = verbs.dispatcher(schemas.decoder(), protobuf, tokens, kubelets(vertx));
        HostGuard hosts =
                new HostGuard(options.http().allowedHosts(), options.http().host());
        FilterChain chain = ServerFilters.chain(metrics, backend.cache()::causeOf, flows, hosts, exchange -> {
            if (exchange.info().isResource()) {
                dispatcher.accept(exchange);
            } else {
                front.serveOther(exchange);
            }
        });
        CustomResources custom =
                new CustomResources(loopback, schemas, new WebhookClient(vertx, clock, new ServiceAddresses(backend)));
        Upkeep upkeep = new Upkeep(loopback, bootstrap::makeMissing);
        Running started = new Running(vertx, front, loopback, custom, upkeep, metrics, URI.create("http://unbound"));
        try {
            custom.start();
            front.listen(chain).toCompletionStage().toCompletableFuture().join();
            bootstrap.run(options.http().host(), front.port());
            upkeep.start();
        } catch (CompletionException e) {
            started.close();
            throw refused(e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        gauges(metrics, backend, verbs, front);
        URI address = URI.create("http://" + options.http().host() + ":" + front.port());
        running = new Running(vertx, front, loopback, custom, upkeep, metrics, address);
    }

    private static Resource resource(ServerState backend, GroupResource name) {
        return backend.resources().storedAs(name).orElseThrow();
    }

    private static void gauges(ApiMetrics metrics, ServerState backend, Verbs verbs, HttpFront front) {
        metrics.gauge("apiserver.longrunning.requests", "Watches that are open", verbs::openWatches, "verb", "WATCH");
        metrics.gauge("apiserver.current.connections", "Connections that are open", front::connections);
        for (Resource resource : backend.resources().resources()) {
            ResourceCache cache = backend.cache().of(resource);
            String name = resource.storage().toString();
            metrics.gauge(
                    "apiserver.storage.objects",
                    "Stored objects by resource",
                    () -> cache.snapshot().count(""),
                    "resource",
                    name);
            metrics.gauge("apiserver.registered.watchers", "Watches by resource", cache::watchers, "resource", name);
        }
    }

    private StartException refused(Throwable cause) {
        String where = options.http().host() + ":" + options.http().port();
        if (cause instanceof BindException) {
            return new StartException("cannot listen on " + where + ": " + cause.getMessage(), cause);
        }
        return new StartException("cannot start on " + where + ": " + cause, cause);
    }

    private static HttpClient kubelets(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(MAX_LOGS_PER_KUBELET));
    }

    private Vertx vertx(Gate gate) {
        return Vertx.builder()
                .withTransport(gate)
                .with(new VertxOptions()
                        .setEventLoopPoolSize(options.http().eventLoops())
                        .setWorkerPoolSize(1)
                        .setInternalBlockingPoolSize(1)
                        .setUseDaemonThread(true)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false)))
                .build();
    }

    /**
     * Where it listens.
     *
     * @throws IllegalStateException if it is not running
     */
    public synchronized URI address() {
        if (running == null) {
            throw new IllegalStateException("the server is not running");
        }
        return running.address();
    }

    /** Ends every watch and connection. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        if (running != null) {
            Running ending = running;
            running = null;
            ending.close();
        }
    }
}
