package dev.coracle.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local copy of every object of one kind, kept current by a watch. Its objects are shared by all readers and must not
 * be changed. Indexes and handlers are added before {@link Informers#start}; handlers run one after another on a thread
 * of the client and must not block.
 *
 * <p>When the watch is cut (the API server restarts) it reconnects from the last seen resourceVersion for as long as it
 * takes, and lists anew when that version is gone.
 */
public final class Informer<T extends HasMetadata> {
    private static final Logger log = LoggerFactory.getLogger(Informer.class);

    private final SharedIndexInformer<T> informer;

    Informer(SharedIndexInformer<T> informer) {
        this.informer = informer;
        informer.exceptionHandler((started, cause) -> {
            if (isGone(cause)) {
                log.debug("{} is not served, or not any more: trying again", kind(), cause);
            } else {
                log.warn("watch of {} interrupted, trying again: {}", kind(), cause.getMessage());
            }
            return true;
        });
    }

    /** A custom resource's definition was deleted; whoever watches it will stop when it has heard of that. */
    private static boolean isGone(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof KubernetesClientException api && api.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return true;
            }
        }
        return false;
    }

    private String kind() {
        return type().getSimpleName();
    }

    /** The kind's class. */
    public Class<T> type() {
        return informer.getApiTypeClass();
    }

    /** Adds an index; asking for the same name again keeps the first. */
    public Informer<T> index(String name, Function<T, List<String>> values) {
        if (!informer.getIndexer().getIndexers().containsKey(name)) {
            informer.addIndexers(Map.of(name, values));
        }
        return this;
    }

    /** Calls {@code handler} with the new state of whatever is added, changed or deleted. */
    public Informer<T> onChange(Consumer<? super T> handler) {
        return onEvents(handler, (before, after) -> handler.accept(after), handler);
    }

    public Informer<T> onEvents(
            Consumer<? super T> added, BiConsumer<? super T, ? super T> updated, Consumer<? super T> deleted) {
        informer.addEventHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                Cause.following(object, () -> added.accept(object));
            }

            @Override
            public void onUpdate(T before, T after) {
                Cause.following(after, () -> updated.accept(before, after));
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                Cause.following(object, () -> deleted.accept(object));
            }
        });
        return this;
    }

    public @Nullable T get(ObjectKey key) {
        return informer.getStore().getByKey(key.toString());
    }

    public @Nullable T get(String namespace, String name) {
        return get(new ObjectKey(namespace, name));
    }

    /** What the index holds under {@code value}. Throws if {@link #index} never defined it. */
    public List<T> byIndex(String index, String value) {
        return informer.getIndexer().byIndex(index, value);
    }

    public List<T> inNamespace(String namespace) {
        return byIndex("namespace", namespace);
    }

    public List<T> list() {
        return informer.getStore().list();
    }

    void start() {
        informer.start();
    }

    /** Whether the first list has been handed to every handler. */
    public boolean hasSynced() {
        return informer.hasSynced();
    }

    void stop() {
        informer.stop();
    }
}
