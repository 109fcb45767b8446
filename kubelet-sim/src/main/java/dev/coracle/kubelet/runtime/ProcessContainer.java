package dev.coracle.kubelet.runtime;

import dev.coracle.clock.Clock;
import dev.coracle.kubelet.container.FakeContainer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container as a process. One small thread reads its output into the log; it is running once it says that it listens,
 * or at once if it is a command. Guarded by its own monitor, which is not held while the listener runs.
 */
final class ProcessContainer implements Container {
    private static final Logger log = LoggerFactory.getLogger(ProcessContainer.class);

    /** As the container runtime interface cuts them. */
    private static final int MAX_LINE = 16 * 1024;

    /** How long the end of the output is waited for once the process is gone; children of it may keep the pipe. */
    private static final long OUTPUT_PATIENCE_MILLIS = 500;

    private static final int READER_STACK = 128 * 1024;

    private final ProcessRuntime runtime;
    private final Clock clock;
    private final FileLog output;
    private final ContainerConfig config;
    private final Runnable onChange;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private ContainerState state;
    private @Nullable Process process;
    private @Nullable Thread reader;
    private Clock.@Nullable Timer deadline;

    ProcessContainer(ProcessRuntime runtime, Clock clock, FileLog output, ContainerConfig config, Runnable onChange) {
        this.runtime = runtime;
        this.clock = clock;
        this.output = output;
        this.config = config;
        this.onChange = onChange;
        this.state = new ContainerState.Starting(clock.instant());
    }

    void spawn(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Map<String, String> environment = builder.environment();
        boolean fake = config.command().isEmpty();
        String path = environment.get("PATH");
        environment.clear();
        config.environment().forEach((name, value) -> {
            if (!fake || !steersJava(name)) {
                environment.put(name, value);
            }
        });
        if (path != null) {
            environment.putIfAbsent("PATH", path);
        }
        environment.put("CORACLE_CONTAINER_ID", config.id());
        synchronized (this) {
            Process started = builder.start();
            process = started;
            runtime.records().add(config.id(), started);
            if (!fake || config.faults().startMillis() > 0) {
                state = new ContainerState.Running(clock.instant());
            }
            Thread pump = new Thread(
                    null,
                    () -> pump(started.getInputStream()),
                    "log-" + config.key().pod(),
                    READER_STACK);
            pump.setDaemon(true);
            pump.start();
            reader = pump;
            CompletableFuture<Void> unused = started.onExit().thenAccept(this::ended);
        }
    }

    /** What is meant for the program the image would run must not reach the JVM that stands in for it. */
    private static boolean steersJava(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("JAVA_")
                || upper.startsWith("_JAVA_")
                || upper.startsWith("JDK_")
                || upper.startsWith("LD_");
    }

    private void pump(InputStream in) {
        try (in) {
            byte[] chunk = new byte[8 * 1024];
            LineSplitter splitter = new LineSplitter(MAX_LINE);
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                append(splitter.split(chunk, read));
            }
            append(splitter.rest());
        } catch (IOException cut) {
            log.debug("the output of {} ended early", config.key(), cut);
        }
    }

    private void append(List<String> lines) {
        output.append(clock.instant(), lines);
        if (!lines.isEmpty() && lines.get(0).startsWith(FakeContainer.LISTENING)) {
            synchronized (this) {
                if (!(state instanceof ContainerState.Starting)) {
                    return;
                }
                state = new ContainerState.Running(clock.instant());
            }
            onChange.run();
        }
    }

    private void ended(Process dead) {
        Thread pump;
        synchronized (this) {
            pump = reader;
        }
        try {
            if (pump != null) {
                pump.join(OUTPUT_PATIENCE_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        int code = dead.exitValue();
        exit(code, code == 0 ? "" : output.lastLine());
    }

    /** It could not even be spawned: the code is the one a shell has for a command it cannot run. */
    void failed(String why) {
        output.append(clock.instant(), List.of("coracle: " + why));
        exit(128, "coracle: " + why);
    }

    private void exit(int code, String message) {
        synchronized (this) {
            Instant started = state instanceof ContainerState.Running running
                    ? running.startedAt()
                    : state instanceof ContainerState.Starting starting ? starting.since() : clock.instant();
            state = new ContainerState.Exited(started, clock.instant(), code, message);
            if (deadline != null) {
                deadline.close();
            }
        }
        output.complete();
        runtime.records().remove(config.id());
        runtime.exited(this);
        gone.complete(null);
        onChange.run();
    }

    @Override
    public ContainerConfig config() {
        return config;
    }

    @Override
    public synchronized ContainerState state() {
        return state;
    }

    synchronized Optional<Long> pid() {
        return process == null ? Optional.empty() : Optional.of(process.pid());
    }

    void onceGone(Runnable task) {
        CompletableFuture<Void> unused = gone.thenRun(task);
    }

    @Override
    public synchronized void stop(Duration grace) {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        if (grace.isZero()) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.toHandle().destroyForcibly();
            return;
        }
        if (deadline != null) {
            deadline.close();
        }
        running.toHandle().destroy(); // Process.destroy would close its output too
        deadline = clock.schedule(grace, Runnable::run, () -> stop(Duration.ZERO));
    }

    /** Cuts bytes into lines of UTF-8. Confined to the reader's thread. */
    static final class LineSplitter {
        private final byte[] line;
        private int count;

        LineSplitter(int maxLine) {
            line = new byte[maxLine];
        }

        List<String> split(byte[] chunk, int length) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                if (chunk[i] == '\n') {
                    lines.add(take());
                } else {
                    line[count++] = chunk[i];
                    if (count == line.length) {
                        lines.add(take());
                    }
                }
            }
            return lines;
        }

        List<String> rest() {
            return count == 0 ? List.of() : List.of(take());
        }

        private String take() {
            String text = new String(line, 0, count, StandardCharsets.UTF_8);
            count = 0;
            return text;
        }
    }
}
