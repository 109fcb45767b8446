package dev.coracle.cli;

import dev.coracle.controlplane.StoreCheck;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coracle check}: whether a data directory has lost anything. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Looks at the data directory of a stopped control plane, without changing it: every file, every object,"
                        + " every claim. Exit code 1 when something is wrong.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.coracle",
            description = "The data directory (default: ~/.coracle).")
    private String folder = "";

    @Override
    public Integer call() {
        new Problems(spec.commandLine()).throwIfAny();
        Path path = Path.of(folder).toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw new Failure("the data directory " + path + " does not exist");
        }
        Logging.off();
        try (DataDirectory directory = DataDirectory.take(path)) {
            StoreCheck result = StoreCheck.of(directory.store());
            PrintWriter out = spec.commandLine().getOut();
            result.problems().forEach(out::println);
            out.println(directory.store()
                    + (result.problems().isEmpty() ? " is intact: " : " is damaged: ")
                    + result.summary());
            out.flush();
            return result.problems().isEmpty() ? 0 : 1;
        }
    }
}
