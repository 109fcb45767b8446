package dev.coracle.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data-dir}, the same for every command that keeps something. */
final class DataDirectoryFlag {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.coracle",
            description = "Where everything is kept: objects, kubeconfig, log (default: ~/.coracle).")
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private String value;

    Path path() {
        return Path.of(value).toAbsolutePath().normalize();
    }
}
