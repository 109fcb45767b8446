package dev.coracle.kubelet.runtime;

import dev.coracle.clock.Clock;
import dev.coracle.kubelet.container.BindFailure;
import dev.coracle.kubelet.container.FakeContainer;
import dev.coracle.kubelet.container.HttpLoop;
import dev.coracle.kubelet.container.Outlet;
import dev.coracle.kubelet.container.Site;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A site on the shared loop. Guarded by its own monitor, which is not held while the listener runs. */
final class InlineContainer implements Container, Outlet {
    /** What a connection without a request may delay the end by; the same as in a process. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private final InlineRuntime runtime;
    private final HttpLoop loop;
    private final Clock clock;
    private final RingLog log;
    private final ContainerConfig config;
    private final Runnable onChange;
    private ContainerState state;
    private @Nullable Site site;
    private Clock.@Nullable Timer timer;

    InlineContainer(
            InlineRuntime runtime, HttpLoop loop, Clock clock, RingLog log, ContainerConfig config, Runnable onChange) {
        this.runtime = runtime;
        this.loop = loop;
        this.clock = clock;
        this.log = log;
        this.config = config;
        this.onChange = onChange;
        this.state = new ContainerState.Starting(clock.instant());
    }

    void open(PodSockets sockets) throws IOException {
        if (config.runToCompletion()) {
            line("coracle: completed");
            exit(0, "");
            return;
        }
        long delay = config.faults().startMillis();
        if (delay == 0) {
            listen(sockets);
            return;
        }
        synchronized (this) {
            state = new ContainerState.Running(clock.instant());
            timer = clock.schedule(Duration.ofMillis(delay), Runnable::run, () -> listenAtLast(sockets));
        }
    }

    private void listenAtLast(PodSockets sockets) {
        try {
            listen(sockets);
        } catch (BindFailure taken) {
            failed(String.valueOf(taken.getMessage()));
        } catch (IOException broken) {
            failed(broken.toString());
        }
    }

    private void listen(PodSockets sockets) throws IOException {
        InetSocketAddress[] addresses = config.ports().stream()
                .map(port -> sockets.listen(config, port))
                .toArray(InetSocketAddress[]::new);
        synchronized (this) {
            if (state instanceof ContainerState.Exited) {
                return;
            }
            timer = null;
            site = loop.open(config.identity(), addresses, config.faults(), this);
            if (state instanceof ContainerState.Starting) {
                state = new ContainerState.Running(clock.instant());
            }
        }
        line(FakeContainer.LISTENING + config.identity().ip() + " ports "
                + config.ports().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    void failed(String why) {
        line("coracle: " + why);
        exit(1, "coracle: " + why);
    }

    @Override
    public ContainerConfig config() {
        return config;
    }

    @Override
    public synchronized ContainerState state() {
        return state;
    }

    @Override
    public void stop(Duration grace) {
        Site open;
        synchronized (this) {
            open = site;
            if (state instanceof ContainerState.Exited) {
                return;
            }
            if (open != null && !grace.isZero() && timer == null) {
                Duration patience = grace.compareTo(DRAIN) < 0 ? grace : DRAIN;
                timer = clock.schedule(patience, Runnable::run, () -> cut(open, 0));
                loop.drain(open);
                return;
            }
        }
        if (open == null) {
            exit(grace.isZero() ? 137 : 143, ""); // it does not listen yet, and has nothing to finish
        } else if (grace.isZero()) {
            cut(open, 137);
        }
    }

    private void cut(Site open, int code) {
        loop.abort(open, () -> exit(code, ""));
    }

    @Override
    public void line(String line) {
        log.append(clock.instant(), line);
    }

    @Override
    public void exitRequested(int code) {
        exit(code, "");
    }

    @Override
    public void drained() {
        exit(0, "");
    }

    private void exit(int code, String message) {
        synchronized (this) {
            if (state instanceof ContainerState.Exited) {
                return;
            }
            Instant started = state instanceof ContainerState.Running running
                    ? running.startedAt()
                    : ((ContainerState.Starting) state).since();
            state = new ContainerState.Exited(started, clock.instant(), code, message);
            if (timer != null) {
                timer.close();
            }
        }
        log.complete();
        runtime.exited(this);
        onChange.run();
    }
}
