package dev.coracle.kubelet.runtime;

import dev.coracle.clock.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One OS process per container, with its own PID. Under the data directory it keeps {@code program/} (the fake
 * container and its class-data archive), {@code logs/} (by pod and container) and {@code pids/} (what runs, to be found
 * after a crash).
 */
public final class ProcessRuntime implements ContainerRuntime {
    private static final Logger log = LoggerFactory.getLogger(ProcessRuntime.class);

    /** Of the five seconds a stop may take: time to end by oneself, then time to be ended. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(3);

    private static final Duration KILL_PATIENCE = Duration.ofSeconds(1);

    private final Path dataDir;
    private final Clock clock;
    private final PodSockets sockets;
    private final ProcessRecords records;
    private final Map<String, ProcessContainer> running = new ConcurrentHashMap<>();
    private final Map<ContainerKey, FileLog> logs = new ConcurrentHashMap<>();
    private @Nullable FakeContainerProgram program;
    private volatile boolean closed;

    public ProcessRuntime(Path dataDir, Clock clock, PodSockets sockets) {
        this.sockets = sockets;
        this.dataDir = dataDir;
        this.clock = clock;
        this.records = new ProcessRecords(dataDir.resolve("pids"));
    }

    @Override
    public void start() {
        try {
            records.endOrphans();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("processes of an earlier run cannot be looked for", unreadable);
        }
    }

    /** Makes what the first container would have to wait for, if it is not there yet. */
    public void warmUp() {
        try {
            program();
        } catch (IOException failed) {
            log.warn("the fake container program cannot be prepared: {}", failed.toString());
        }
    }

    /** Made when the first container needs it; the others wait for that. */
    private synchronized FakeContainerProgram program() throws IOException {
        FakeContainerProgram ready = program;
        if (ready == null) {
            try {
                ready = FakeContainerProgram.prepare(dataDir.resolve("program"));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the fake container program was being prepared", stopping);
            }
            program = ready;
        }
        return ready;
    }

    @Override
    public Container start(ContainerConfig config, Runnable onChange) {
        ContainerKey key = config.key();
        ProcessContainer container;
        try {
            FileLog output = FileLog.create(logFile(key), FileLog.MAX_FILE_BYTES);
            dropLog(new ContainerKey(key.podUid(), key.namespace(), key.pod(), key.container(), key.attempt() - 2));
            logs.put(key, output);
            container = new ProcessContainer(this, clock, output, config, onChange);
        } catch (IOException full) {
            throw new UncheckedIOException("the log of container " + key + " cannot be created", full);
        }
        try {
            if (closed) {
                throw new IOException("the runtime is closed");
            }
            running.put(config.id(), container);
            container.spawn(config.command().isEmpty() ? fakeCommand(config) : config.command());
            if (closed) {
                container.stop(Duration.ZERO); // close() may not have seen it
            }
        } catch (IOException failed) {
            container.failed("cannot start: " + failed.getMessage());
        }
        return container;
    }

    private List<String> fakeCommand(ContainerConfig config) throws IOException {
        List<String> command = new ArrayList<>(program().command());
        command.add("pod=" + config.identity().pod());
        command.add("namespace=" + config.identity().namespace());
        command.add("container=" + config.identity().container());
        command.add("image=" + config.identity().image());
        command.add("ip=" + config.identity().ip());
        command.add("node=" + config.identity().node());
        command.add("ports="
                + String.join(",", config.ports().stream().map(String::valueOf).toList()));
        List<InetSocketAddress> listen = config.ports().stream()
                .map(port -> sockets.listen(config, port))
                .toList();
        if (listen.stream()
                .anyMatch(address ->
                        !address.getHostString().equals(config.identity().ip()))) {
            command.add("listen="
                    + String.join(
                            ",",
                            listen.stream()
                                    .map(address -> String.valueOf(address.getPort()))
                                    .toList()));
        }
        command.add("parent=" + ProcessHandle.current().pid());
        command.add("id=" + config.id());
        command.add("faults=" + config.faults());
        if (config.runToCompletion()) {
            command.add("complete=true");
        }
        return command;
    }

    ProcessRecords records() {
        return records;
    }

    void exited(ProcessContainer container) {
        running.remove(container.config().id());
    }

    /** The PID of a container that runs, for whoever wants to kill it. */
    public Optional<Long> pid(String containerId) {
        ProcessContainer container = running.get(containerId);
        return container == null ? Optional.empty() : container.pid();
    }

    private Path podDir(String podUid) {
        return dataDir.resolve("logs").resolve(podUid);
    }

    private Path logFile(ContainerKey key) {
        return podDir(key.podUid()).resolve(key.container()).resolve(key.attempt() + ".log");
    }

    @Override
    public Optional<ContainerLog> log(ContainerKey key) {
        FileLog current = logs.get(key);
        if (current != null) {
            return Optional.of(current);
        }
        Path file = logFile(key);
        return Files.exists(file) ? Optional.of(FileLog.existing(file)) : Optional.empty();
    }

    private void dropLog(ContainerKey key) throws IOException {
        logs.remove(key);
        Files.deleteIfExists(logFile(key));
        Files.deleteIfExists(logFile(key).resolveSibling(key.attempt() + ".log.1"));
    }

    @Override
    public void removePod(String podUid) {
        logs.keySet().removeIf(key -> key.podUid().equals(podUid));
        Path dir = podDir(podUid);
        if (!Files.exists(dir)) {
            return;
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException inUse) {
            log.warn("the logs in {} could not be removed: {}", dir, inUse.toString());
        }
    }

    /** Removes the logs of pods that went while nobody was there to see it. */
    public void retainPods(java.util.Set<String> podUids) {
        Path dir = dataDir.resolve("logs");
        if (!Files.isDirectory(dir)) {
            return;
        }
        try (DirectoryStream<Path> pods = Files.newDirectoryStream(dir)) {
            for (Path pod : pods) {
                String uid = pod.getFileName().toString();
                if (!podUids.contains(uid)) {
                    removePod(uid);
                }
            }
        } catch (IOException unreadable) {
            log.warn("old logs in {} could not be listed: {}", dir, unreadable.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        List<ProcessContainer> all = new ArrayList<>(running.values());
        all.forEach(container -> container.stop(CLOSE_GRACE));
        if (!awaitExits(all, CLOSE_GRACE)) {
            all.forEach(container -> container.stop(Duration.ZERO));
            awaitExits(all, KILL_PATIENCE);
        }
    }

    /** On the machine's time: whoever owns the clock may not be there to advance it while everything stops. */
    private static boolean awaitExits(List<ProcessContainer> containers, Duration patience) {
        CountDownLatch exits = new CountDownLatch(containers.size());
        containers.forEach(container -> container.onceGone(exits::countDown));
        try {
            return exits.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
