package dev.coracle.apiserver.upkeep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.Scope;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.cache.WatchEvent;
import dev.coracle.apiserver.cache.Watcher;
import dev.coracle.apiserver.registry.LoopbackClient;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the ConfigMap that says since which day the use of service accounts' old tokens is tracked: makes it, at most once in
 * half an hour, and mends a day that is none. Confined to the executor but for {@link #start} and {@link #close}.
 */
final class TokenTracking implements AutoCloseable {
    private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "kube-apiserver-legacy-service-account-token-tracking";
    private static final String SINCE = "since";
    private static final Duration BETWEEN_CREATIONS = Duration.ofMinutes(30);

    private final LoopbackClient client;
    private final Executor executor;
    private volatile @Nullable Watcher watcher;
    private volatile boolean closed;
    private Instant mayCreate = Instant.MIN;

    /** @param executor one thread, never the caller's */
    TokenTracking(LoopbackClient client, Executor executor) {
        this.client = client;
        this.executor = executor;
    }

    void start() {
        watch();
        executor.execute(this::settle);
    }

    private void watch() {
        long revision = client.backend().cache().revision();
        watcher = client.cache(CONFIG_MAPS).watch(revision, new Scope(NAMESPACE, null), executor, this::changed);
        if (closed) {
            close();
        }
    }

    private void changed() {
        Watcher now = watcher;
        if (now == null || closed) {
            return;
        }
        boolean due = false;
        for (WatchEvent event = now.poll(); event != null; event = now.poll()) {
            due |= event.object().name().equals(NAME);
        }
        if (now.state() == Watcher.State.CLOSED) {
            return;
        }
        if (now.state() != Watcher.State.LIVE) {
            watch();
            due = true;
        }
        if (due) {
            settle();
        }
    }

    private void settle() {
        if (closed) {
            return;
        }
        Instant now = client.now();
        String today = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
        Optional<StoredObject> found = client.cache(CONFIG_MAPS).get(NAMESPACE, NAME);
        if (found.isPresent()) {
            if (!isDay(Tree.text(Tree.get(found.get().read(), "data"), SINCE))) {
                LoopbackClient.await(client.update(client.resource(CONFIG_MAPS), NAMESPACE, NAME, current -> {
                    ObjectNode mended = current.copy();
                    Tree.createObject(mended, "data").put(SINCE, today);
                    return mended;
                }));
            }
        } else if (now.isBefore(mayCreate)) {
            client.backend().clock().schedule(Duration.between(now, mayCreate), executor, this::settle);
        } else {
            ObjectNode map = Tree.newObject().put("apiVersion", "v1").put("kind", "ConfigMap");
            map.putObject("metadata").put("name", NAME).put("namespace", NAMESPACE);
            map.putObject("data").put(SINCE, today);
            LoopbackClient.await(client.create(client.resource(CONFIG_MAPS), map));
            mayCreate = now.plus(BETWEEN_CREATIONS);
        }
    }

    private static boolean isDay(String text) {
        try {
            return LocalDate.parse(text).getYear() >= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        Watcher last = watcher;
        if (last != null) {
            last.close();
        }
    }
}
