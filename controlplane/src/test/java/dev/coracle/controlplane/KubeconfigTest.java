package dev.coracle.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
    @Test
    void namesTheServer() {
        Config config = Config.fromKubeconfig(Kubeconfig.text(URI.create("http://127.0.0.1:6443")));
        assertThat(config.getMasterUrl()).startsWith("http://127.0.0.1:6443");
        assertThat(config.getCurrentContext().getName()).isEqualTo("coracle");
        assertThat(config.getCurrentContext().getContext().getNamespace()).isEqualTo("default");
    }

    @Test
    void replacesTheFileForItsOwnerOnlyAndLeavesNothingBeside(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("deeper/kubeconfig");
        Kubeconfig.write(file, "first");
        Kubeconfig.write(file, "second");
        assertThat(file).hasContent("second");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryContaining(file::equals).satisfies(parent -> {
            try (var files = Files.list(parent)) {
                assertThat(files).hasSize(1);
            }
        });
    }
}
