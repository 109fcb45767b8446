package dev.coracle.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Which change of the cluster the current thread works on, as the resourceVersion of the object that the change made. An
 * {@link Informer} sets it for its handlers, a {@link WorkQueue} takes it along to the worker that takes the key, and every
 * request names it in a header, so that Coracle's API server can tell why something was written; other servers ignore it.
 * Each thread has its own. A request that is tried again after a connection error names none.
 */
public final class Cause {
    private static final String HEADER = "Coracle-Cause";
    private static final ThreadLocal<@Nullable String> CURRENT = new ThreadLocal<>();

    private Cause() {}

    /** The change this thread works on; null when it works on none. */
    static @Nullable String current() {
        return CURRENT.get();
    }

    static void set(@Nullable String resourceVersion) {
        if (resourceVersion == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(resourceVersion);
        }
    }

    /** Does something that follows from the newest change of an object, as far as it is known here. */
    public static void following(HasMetadata object, Runnable task) {
        String before = current();
        set(object.getMetadata().getResourceVersion());
        try {
            task.run();
        } finally {
            set(before);
        }
    }

    /** The task as one that follows from what this thread works on, whichever thread runs it. */
    public static Runnable carried(Runnable task) {
        String cause = current();
        return () -> {
            String before = current();
            set(cause);
            try {
                task.run();
            } finally {
                set(before);
            }
        };
    }

    /** As {@link #carried(Runnable)}, with a result. */
    public static <T> Callable<T> carried(Callable<T> task) {
        String cause = current();
        return () -> {
            String before = current();
            set(cause);
            try {
                return task.call();
            } finally {
                set(before);
            }
        };
    }

    /** Names the cause in a request. */
    static final class Header implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            String cause = current();
            if (cause != null) {
                builder.setHeader(HEADER, cause);
            }
        }
    }
}
