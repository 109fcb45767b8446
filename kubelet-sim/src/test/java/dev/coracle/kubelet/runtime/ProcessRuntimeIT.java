package dev.coracle.kubelet.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessRuntimeIT extends RuntimeContract {
    @TempDir
    private static Path dataDir;

    @BeforeAll
    static void prepareOnce() throws Exception {
        FakeContainerProgram.prepare(dataDir.resolve("program"));
    }

    @AfterAll
    static void nothingIsLeftRunning() throws IOException {
        try (Stream<Path> records = Files.list(dataDir.resolve("pids"))) {
            assertThat(records).isEmpty();
        }
    }

    @Override
    ContainerRuntime create() {
        return new ProcessRuntime(dataDir, clock, sockets);
    }

    private ProcessHandle process(Container container) {
        long pid = ((ProcessRuntime) runtime).pid(container.config().id()).orElseThrow();
        return ProcessHandle.of(pid).orElseThrow();
    }

    private Container startCommand(String... command) {
        ContainerConfig fake = config(0, 1, false);
        return start(new ContainerConfig(
                fake.id(),
                fake.key(),
                fake.identity(),
                fake.ports(),
                List.of(command),
                fake.environment(),
                false,
                fake.faults()));
    }

    @Test
    void makesAClassDataArchiveOnce() throws Exception {
        try (Stream<Path> files = Files.list(dataDir.resolve("program"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertThat(names)
                    .hasSize(2)
                    .anyMatch(name -> name.endsWith(".jsa"))
                    .anyMatch(name -> name.endsWith(".jar"));
        }
    }

    @Test
    void hasAProcessOfItsOwnThatTellsWhoseItIs() throws Exception {
        ProcessHandle process = process(startRunning(freePort()));
        assertThat(process.pid()).isNotEqualTo(ProcessHandle.current().pid());
        assertThat(process.info().commandLine().orElseThrow()).contains("pod=web-0 namespace=default container=nginx");
    }

    @Test
    void diesOfKillLikeAProcess() throws Exception {
        Container container = startRunning(freePort());
        process(container).destroyForcibly();
        assertThat(awaitState(container, ContainerState.Exited.class).code()).isEqualTo(137);
    }

    @Test
    void endsWhatAnEarlierRunLeftBehindAndNothingElse() throws Exception {
        Container container = startRunning(freePort());
        ProcessHandle orphan = process(container);
        Process innocent = new ProcessBuilder("sleep", "60").start();
        try {
            Path pids = dataDir.resolve("pids");
            Files.writeString(
                    pids.resolve("a".repeat(64)),
                    innocent.pid() + " " + innocent.info().startInstant().orElseThrow() + "\n");
            assertThat(new ProcessRecords(pids).endOrphans()).isEqualTo(1);
            await().until(() -> !orphan.isAlive());
            assertThat(innocent.isAlive()).isTrue();
            awaitState(container, ContainerState.Exited.class);
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void runsACommandWithItsEnvironmentAndKeepsItsOutput() {
        Container container = startCommand("sh", "-c", "echo $GREETING; echo problem >&2; exit 4");
        ContainerState.Exited exited = awaitState(container, ContainerState.Exited.class);
        assertThat(exited.code()).isEqualTo(4);
        assertThat(exited.message()).isEqualTo("problem");
        assertThat(log(container.config().key())).containsExactly("hello", "problem");
    }

    @Test
    void killsACommandThatIgnoresTheSignalWhenItsGraceIsOver() {
        Container container = startCommand("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.05; done");
        await().until(() -> log(container.config().key()).contains("deaf"));
        container.stop(Duration.ofMillis(200));
        assertThat(awaitState(container, ContainerState.Exited.class).code()).isEqualTo(137);
    }

    @Test
    void saysWhyACommandCannotBeStarted() {
        Container container = startCommand("/no/such/program");
        ContainerState.Exited exited = awaitState(container, ContainerState.Exited.class);
        assertThat(exited.code()).isEqualTo(128);
        assertThat(exited.message()).contains("/no/such/program", "No such file or directory");
    }

    @Test
    void keepsTheLogsOfTwoAttemptsAcrossARestart() throws Exception {
        int port = freePort();
        for (int attempt = 0; attempt < 3; attempt++) {
            Container container = start(config(attempt, port, true));
            awaitState(container, ContainerState.Exited.class);
        }
        try (ProcessRuntime reopened = new ProcessRuntime(dataDir, clock, sockets)) {
            assertThat(reopened.log(key(0))).isEmpty();
            assertThat(reopened.log(key(1))).isPresent();
            assertThat(reopened.log(key(2)).orElseThrow().open().read(10))
                    .extracting(LogLine::text)
                    .containsExactly("coracle: completed");
            reopened.removePod("uid-1");
            assertThat(reopened.log(key(2))).isEmpty();
        }
    }

    @Test
    void doesNotLeaveAContainerWithoutItsParent() throws Exception {
        int port = freePort();
        FakeContainerProgram program = FakeContainerProgram.prepare(dataDir.resolve("program"));
        Process bereft = new ProcessBuilder(Stream.concat(
                                program.command().stream(),
                                Stream.of(
                                        "pod=p",
                                        "namespace=n",
                                        "container=c",
                                        "image=i",
                                        "ip=" + IP,
                                        "node=n",
                                        "ports=" + port,
                                        "parent=1"))
                        .toList())
                .start();
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> !bereft.isAlive());
        } finally {
            bereft.destroyForcibly();
        }
    }

    private static ContainerKey key(int attempt) {
        return new ContainerKey("uid-1", "default", "web-0", "nginx", attempt);
    }

    @Test
    void keepsWhatSteersAJvmFromTheFakeContainer() throws Exception {
        Container container = startRunning(freePort());
        Path environ = Path.of("/proc", Long.toString(process(container).pid()), "environ");
        if (Files.isReadable(environ)) {
            assertThat(Files.readString(environ)).contains("GREETING=hello").doesNotContain("JAVA_TOOL_OPTIONS");
        }
    }
}
