package dev.coracle.kubelet.runtime;

import dev.coracle.clock.Clock;
import dev.coracle.kubelet.container.BindFailure;
import dev.coracle.kubelet.container.HttpLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Containers that are listeners in this JVM, all served by one thread: a bound socket and a kilobyte or two each. The
 * server is the very one the process runtime starts.
 */
public final class InlineRuntime implements ContainerRuntime {
    private final Clock clock;
    private final PodSockets sockets;
    private final Map<ContainerKey, RingLog> logs = new ConcurrentHashMap<>();
    private final Map<String, InlineContainer> running = new ConcurrentHashMap<>();
    private volatile @Nullable HttpLoop loop;

    public InlineRuntime(Clock clock, PodSockets sockets) {
        this.clock = clock;
        this.sockets = sockets;
    }

    @Override
    public synchronized void start() {
        if (loop == null) {
            try {
                loop = HttpLoop.start("inline-containers");
            } catch (IOException outOfDescriptors) {
                throw new UncheckedIOException("the inline runtime cannot open a selector", outOfDescriptors);
            }
        }
    }

    @Override
    public Container start(ContainerConfig config, Runnable onChange) {
        HttpLoop current = loop;
        if (current == null) {
            throw new IllegalStateException("the inline runtime is not started, or closed");
        }
        ContainerKey key = config.key();
        logs.remove(new ContainerKey(key.podUid(), key.namespace(), key.pod(), key.container(), key.attempt() - 2));
        RingLog log = new RingLog();
        logs.put(key, log);
        InlineContainer container = new InlineContainer(this, current, clock, log, config, onChange);
        running.put(config.id(), container);
        try {
            container.open(sockets);
        } catch (BindFailure taken) {
            container.failed(taken.getMessage());
        } catch (IOException broken) {
            container.failed(broken.toString());
        }
        return container;
    }

    void exited(InlineContainer container) {
        running.remove(container.config().id());
    }

    @Override
    public Optional<ContainerLog> log(ContainerKey container) {
        return Optional.ofNullable(logs.get(container));
    }

    @Override
    public void removePod(String podUid) {
        logs.keySet().removeIf(key -> key.podUid().equals(podUid));
    }

    @Override
    public void close() {
        HttpLoop current;
        synchronized (this) {
            current = loop;
            loop = null;
        }
        if (current != null) {
            running.values().forEach(container -> container.stop(Duration.ZERO));
            current.close();
        }
    }
}
