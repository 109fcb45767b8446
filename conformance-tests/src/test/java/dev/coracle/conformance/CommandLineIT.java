package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.testing.AddressClaim;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says to a mistake: a clear line, exit code 1 or 2, no stack trace. */
class CommandLineIT {
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
        assertThat(Cluster.coracle(List.of(line.split(" "))).ok().out()).contains("Usage: coracle");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"up --prot 1", "up --port x", "up --runtime magic", "up --nodes -1", "up --pod-cidr 300.0.0.0/8"
            })
    void aBadFlagIsAUsageError(String line) {
        Outcome refused = Cluster.coracle(List.of(line.split(" ")));

        refused.exits(2);
        assertThat(refused.err()).contains(line.split(" ")[1]).doesNotContain("\tat ");
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        assertThat(Cluster.coracle(List.of("up", "--port", "x", "--nodes", "y"))
                        .exits(2)
                        .err())
                .contains("--port")
                .contains("--nodes");
    }

    @Test
    void aPortInUseIsOneLine(@TempDir Path folder) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Outcome refused = Cluster.coracle(
                    List.of("up", "--data-dir", folder.toString(), "--port", Integer.toString(taken.getLocalPort())));

            refused.exits(1);
            assertThat(refused.err().strip().lines()).hasSize(1);
            assertThat(refused.err()).contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aDataDirectoryInUseIsOneLine(@TempDir Path folder) {
        try (AddressClaim claim = AddressClaim.take();
                Cluster cluster = Cluster.up(folder, claim.addresses())) {
            List<String> again = new ArrayList<>(List.of(
                    "up",
                    "--port",
                    "0",
                    "--dns-port",
                    "0",
                    "--data-dir",
                    folder.resolve("data").toString()));
            again.addAll(Cluster.addressFlags(cluster.addresses()));
            Outcome refused = Cluster.coracle(again);

            refused.exits(1);
            assertThat(refused.err().strip().lines()).hasSize(1);
            assertThat(refused.err()).contains("data");
        }
    }
}
