package dev.coracle.kubelet.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which processes are ours, on disk: a file per container, named by its id, with PID and start time. A process counts as
 * ours only if the start time matches and it carries the id, so a PID used anew is never touched. Safe for use from any
 * thread.
 */
final class ProcessRecords {
    private static final Logger log = LoggerFactory.getLogger(ProcessRecords.class);

    /** The JDK works a start time out from the boot time, which moves a little when the machine's clock is set. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private static final long END_SECONDS = 5;

    private final Path dir;

    ProcessRecords(Path dir) {
        this.dir = dir;
    }

    void add(String id, Process process) {
        Optional<Instant> started = process.info().startInstant();
        try {
            Files.createDirectories(dir);
            Files.writeString(dir.resolve(id), process.pid() + " " + started.orElse(Instant.EPOCH) + "\n");
        } catch (IOException full) {
            log.warn(
                    "process {} could not be recorded: after a crash it would be left over: {}",
                    process.pid(),
                    full.toString());
        }
    }

    void remove(String id) {
        try {
            Files.deleteIfExists(dir.resolve(id));
        } catch (IOException inUse) {
            log.warn("the record {} could not be removed: {}", dir.resolve(id), inUse.toString());
        }
    }

    /** Ends what an earlier run left behind and waits until it is gone, so that its ports are free. */
    int endOrphans() throws IOException {
        if (!Files.isDirectory(dir)) {
            return 0;
        }
        List<ProcessHandle> orphans = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir)) {
            for (Path file : files) {
                find(file).ifPresent(orphans::add);
                Files.deleteIfExists(file);
            }
        }
        for (ProcessHandle orphan : orphans) {
            orphan.descendants().forEach(ProcessHandle::destroyForcibly);
            orphan.destroyForcibly();
        }
        for (ProcessHandle orphan : orphans) {
            await(orphan);
        }
        if (!orphans.isEmpty()) {
            log.info("ended {} processes of an earlier run", orphans.size());
        }
        return orphans.size();
    }

    private static void await(ProcessHandle orphan) {
        try {
            orphan.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException stubborn) {
            log.warn("process {} of an earlier run does not end", orphan.pid(), stubborn);
        }
    }

    private static Optional<ProcessHandle> find(Path file) throws IOException {
        String[] fields = Files.readString(file).trim().split(" ", -1);
        try {
            Instant started = Instant.parse(fields[1]);
            return ProcessHandle.of(Long.parseLong(fields[0]))
                    .filter(process ->
                            isSame(process, started, file.getFileName().toString()));
        } catch (RuntimeException damaged) {
            log.warn("record {} is not readable and is ignored", file, damaged);
            return Optional.empty();
        }
    }

    private static boolean isSame(ProcessHandle process, Instant started, String id) {
        boolean sameStart = process.info()
                .startInstant()
                .map(at -> Duration.between(at, started).abs().compareTo(START_TOLERANCE) < 0)
                .orElse(false);
        return sameStart && carries(process, id);
    }

    /** The container's id, among the fake container's arguments or in a command's environment. */
    private static boolean carries(ProcessHandle process, String id) {
        if (process.info().commandLine().map(line -> line.contains(id)).orElse(false)) {
            return true;
        }
        Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
        try {
            return Files.isReadable(environment)
                    && Files.readString(environment, java.nio.charset.StandardCharsets.ISO_8859_1)
                            .contains(id);
        } catch (IOException gone) {
            log.debug("process {} went while it was looked at", process.pid(), gone);
            return false;
        }
    }
}
