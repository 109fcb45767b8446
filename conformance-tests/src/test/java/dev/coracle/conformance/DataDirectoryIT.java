package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a data directory that is damaged, and of one whose disk is full, as its user sees it. */
class DataDirectoryIT {
    private static final Pattern ADDRESS = Pattern.compile("listening on (http://[0-9.:]+)");
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int DISK_MIB = 96;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void aDamagedDirectoryIsRefusedNamedAndUsedWhenTheLossIsAccepted(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (CoracleProcess first = start(folder, data)) {
            for (int i = 0; i < 50; i++) {
                assertThat(create(first, "map-" + i).statusCode()).isEqualTo(201);
            }
            first.kill();
        }
        assertThat(check(data).ok().out()).contains(" is intact: revision ").contains(" claims");

        Path log = newestLog(data.resolve("store"));
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length - 2000] ^= 0x55;
        Files.write(log, bytes);

        String damage = log.getFileName() + " is damaged at byte ";
        assertThat(check(data).exits(1).out())
                .contains(damage)
                .containsPattern("something is missing from revision \\d+ on")
                .contains(" is damaged: ");
        Outcome refused = CoracleProcess.run(arguments(data));
        assertThat(refused.exits(1).err().strip().lines()).hasSize(1);
        assertThat(refused.err())
                .contains(damage)
                .containsPattern("something is missing from revision \\d+ on")
                .contains("'coracle check " + data + "'")
                .contains("--accept-loss");

        try (CoracleProcess second = start(folder, data, "--accept-loss")) {
            assertThat(second.errors()).contains("accepted: ").contains(damage);
            assertThat(get(second, MAPS + "/map-0").statusCode()).isEqualTo(200);
            assertThat(get(second, MAPS + "?watch=1&timeoutSeconds=1&resourceVersion=60")
                            .body())
                    .contains("\"code\":410");
        }
        assertThat(check(data).ok().out()).contains(" is intact: ");
    }

    @Test
    void aFullDiskIsSaidAtOnceAndOnceAndIsUsedAgainWhenThereIsRoom(@TempDir Path folder) throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        assumeThat(Program.run(
                                Map.of(),
                                "",
                                Duration.ofSeconds(10),
                                List.of(
                                        "mount",
                                        "-t",
                                        "tmpfs",
                                        "-o",
                                        "size=" + DISK_MIB + "m",
                                        "tmpfs",
                                        data.toString()))
                        .exitCode())
                .as("only root may mount a small disk")
                .isZero();
        try (CoracleProcess server = start(folder, data)) {
            assertThat(create(server, "before").statusCode()).isEqualTo(201);
            Path filler = fill(data);

            long begin = System.nanoTime();
            HttpResponse<String> refused = create(server, "refused");
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("it waits for nothing; FullDiskIT measures the store, here are processes that share a machine")
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body())
                    .contains("\"reason\":\"ServiceUnavailable\"")
                    .contains("the disk of data directory");
            assertThat(get(server, "/readyz").body()).contains("[-]etcd failed: the disk of data directory");
            assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
            assertThat(create(server, "refused").statusCode()).isEqualTo(503);

            Files.delete(filler);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> create(server, "accepted").statusCode() == 201);
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            assertThat(Files.readString(data.resolve("apiserver.log")).lines())
                    .filteredOn(line -> line.contains("takes no writes"))
                    .hasSize(1);

            fill(data);
            assertThat(server.terminate()).as("the exit code of a stop").isZero();
        } finally {
            Program.run(Map.of(), "", Duration.ofSeconds(10), List.of("umount", data.toString()));
        }
    }

    private static Outcome check(Path data) {
        return CoracleProcess.run(List.of("check", data.toString()));
    }

    private static List<String> arguments(Path data, String... more) {
        return Stream.concat(Stream.of("apiserver", "--port", "0", "--data-dir", data.toString()), Stream.of(more))
                .toList();
    }

    private static CoracleProcess start(Path folder, Path data, String... more) {
        return CoracleProcess.start(folder.resolve("said"), CoracleProcess.command(arguments(data, more)));
    }

    private HttpResponse<String> create(CoracleProcess server, String name) throws Exception {
        return send(
                server,
                MAPS,
                "POST",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                        + "\"},\"data\":{\"text\":\"" + "x".repeat(1000) + "\"}}");
    }

    private HttpResponse<String> get(CoracleProcess server, String path) throws Exception {
        return send(server, path, "GET", "");
    }

    private HttpResponse<String> send(CoracleProcess server, String path, String method, String body) throws Exception {
        Matcher address = ADDRESS.matcher(server.banner());
        assertThat(address.find()).as(server.banner()).isTrue();
        return client.send(
                HttpRequest.newBuilder(URI.create(address.group(1) + path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Path newestLog(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file ->
                            file.toString().endsWith(".log") && file.toFile().length() > 0)
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    /** Leaves two megabytes. */
    private static Path fill(Path data) throws IOException {
        Path filler = data.resolve("filler");
        byte[] block = new byte[4096];
        long room = data.toFile().getUsableSpace() - (2 << 20);
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (long written = 0; written < room; written += block.length) {
                out.write(block);
            }
        }
        return filler;
    }
}
