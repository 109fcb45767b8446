package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.controlplane.AddressClaim;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** What the command line takes, and what it says to a mistake: a clear line, exit code 1 or 2, no stack trace. */
class CommandLineIT {
    private static final String CONFIG_MAP = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: %s}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up --help",
                "apiserver --help",
                "controllers --help",
                "kubelet --help",
                "proxy --help",
                "dns --help"
            })
    void everyCommandHasHelp(String line) {
        assertThat(CoracleProcess.run(List.of(line.split(" "))).ok().out()).contains("Usage: coracle");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"up --prot 1", "up --port x", "up --runtime magic", "up --nodes -1", "up --pod-cidr 300.0.0.0/8"
            })
    void aBadFlagIsAUsageError(String line) {
        Outcome refused = CoracleProcess.run(List.of(line.split(" ")));

        refused.exits(2);
        assertThat(refused.err()).contains(line.split(" ")[1]).doesNotContain("\tat ");
    }

    @Test
    void allMistakesAreNamedAtOnce(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "no: manifest");
        Path missing = folder.resolve("missing.yaml");
        String line = "up --port x --nodes y -f " + broken + " -f " + missing;

        assertThat(CoracleProcess.run(List.of(line.split(" "))).exits(2).err())
                .contains("--port: 'x' is not a whole number")
                .contains("--nodes: 'y' is not a whole number")
                .contains("-f " + broken + ": not a manifest")
                .contains("-f " + missing + ": no such file");
    }

    @Test
    void manifestsComeFromFilesFoldersAndStandardInput(@TempDir Path folder) throws IOException {
        Path manifests = Files.createDirectory(folder.resolve("manifests"));
        Files.writeString(manifests.resolve("one.yaml"), CONFIG_MAP.formatted("one"));
        Files.writeString(manifests.resolve("two.yml"), CONFIG_MAP.formatted("two"));
        Files.writeString(manifests.resolve("notes.txt"), "not read");
        Path input = Files.writeString(folder.resolve("input"), CONFIG_MAP.formatted("three"));
        try (AddressClaim claim = AddressClaim.take()) {
            List<String> command = CoracleProcess.command(Cluster.arguments(
                    folder,
                    claim.addresses(),
                    "-f",
                    manifests.toString(),
                    "-f",
                    Seeds.file("complete-example").toString(),
                    "-f",
                    "-"));
            CoracleProcess process =
                    CoracleProcess.start(folder, command, ProcessBuilder.Redirect.from(input.toFile()));
            try (Cluster cluster = new Cluster(process, folder.resolve("data"), claim.addresses())) {
                assertThat(cluster.kubectl()
                                .run("get configmaps/one configmaps/two configmaps/three deploy/web-app svc/web-service"
                                        + " -o name")
                                .ok()
                                .lines())
                        .hasSize(5);
            }
        }
    }

    @Test
    void aPortInUseIsOneLine(@TempDir Path folder) throws IOException {
        try (AddressClaim claim = AddressClaim.take();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            assertOneLine(folder, claim, port, "--port", port);
            assertOneLine(folder, claim, port, "--dns-port", port);
            assertOneLine(folder, claim, port, "--tunnel-port", port);
        }
    }

    @Test
    void tooFewOpenFilesAreOneLine(@TempDir Path folder) {
        try (AddressClaim claim = AddressClaim.take()) {
            List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n 200 && exec \"$@\"", "bash"));
            command.addAll(CoracleProcess.command(Cluster.arguments(folder, claim.addresses())));

            Outcome refused =
                    Program.run(Map.of("CORACLE_NO_BUILD", "1"), "", command).exits(1);

            assertThat(refused.err().strip().lines()).hasSize(1);
            assertThat(refused.err()).contains("may have 200 files and sockets open", "ulimit -n");
        }
    }

    @Test
    void aDataDirectoryInUseIsOneLine(@TempDir Path folder) {
        try (AddressClaim claim = AddressClaim.take();
                Cluster cluster = Cluster.up(folder, claim.addresses())) {
            assertOneLine(folder, claim, "the data directory " + cluster.data() + " is in use by another Coracle");
        }
    }

    @Test
    void aDataDirectoryOfANewerFormatIsOneLine(@TempDir Path folder) throws RocksDBException {
        Path data = folder.resolve("data");
        try (AddressClaim claim = AddressClaim.take()) {
            Cluster.up(folder, claim.addresses()).close();
            try (Options options = new Options();
                    RocksDB store = openDefaultFamily(options, data.resolve("store"))) {
                store.put("format".getBytes(StandardCharsets.US_ASCII), new byte[] {0, 0, 0, 99});
            }
            assertOneLine(folder, claim, "was written in store format 99, but this version of Coracle reads format 1");
        }
    }

    private static RocksDB openDefaultFamily(Options options, Path store) throws RocksDBException {
        var families = RocksDB.listColumnFamilies(options, store.toString()).stream()
                .map(org.rocksdb.ColumnFamilyDescriptor::new)
                .toList();
        return RocksDB.open(store.toString(), families, new java.util.ArrayList<>());
    }

    private static void assertOneLine(Path folder, AddressClaim claim, String expected, String... flags) {
        Outcome refused = CoracleProcess.run(Cluster.arguments(folder, claim.addresses(), flags));

        refused.exits(1);
        assertThat(refused.err().strip().lines()).hasSize(1);
        assertThat(refused.err()).contains(expected);
    }
}
