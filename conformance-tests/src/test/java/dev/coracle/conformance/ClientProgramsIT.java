package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import dev.coracle.testing.ControlPlaneExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official clients of other languages, as the small programs under {@code clients/}. What they need is fetched into
 * {@code target/} by their own package managers, once; a language that is missing, too old, or cannot fetch is skipped by name.
 */
class ClientProgramsIT {
    @RegisterExtension
    static final ControlPlaneExtension PLANE = ControlPlaneExtension.with(
            ControlPlaneOptions.builder().components().build());

    private static final Path MODULE = Path.of(System.getProperty("coracle.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("conformance-tests");

    /** Compiling client-go for the first time takes two minutes of two cores. */
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(6);

    private static final List<String> CHECKS = List.of("list", "watch", "informer", "patch", "apply", "conflict");

    @Test
    void go(ControlPlane plane, @TempDir Path folder) throws IOException {
        Path sources = MODULE.resolve("clients/go");
        Path program = target("client-go").resolve("check");
        String go = Program.require("go");

        // Asked for a toolchain newer than its own, Go would download one.
        install(
                "go",
                Map.of("GOTOOLCHAIN", "local"),
                List.of(go, "build", "-C", sources.toString(), "-mod=readonly", "-o", program.toString(), "."));

        passes(plane, folder, Map.of(), List.of(program.toString()));
    }

    @Test
    void python(ControlPlane plane, @TempDir Path folder) throws IOException {
        Path sources = MODULE.resolve("clients/python");
        Path requirements = sources.resolve("requirements.txt");
        Path libraries = target("client-python");
        String python = Program.require("python3");

        installOnce(
                "python3",
                libraries,
                requirements,
                List.of(
                        python,
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--no-warn-conflicts",
                        "--upgrade",
                        "--target",
                        libraries.toString(),
                        "--requirement",
                        requirements.toString()));

        passes(
                plane,
                folder,
                Map.of("PYTHONPATH", libraries.toString(), "PYTHONDONTWRITEBYTECODE", "1"),
                List.of(python, sources.resolve("check.py").toString()));
    }

    @Test
    void javascript(ControlPlane plane, @TempDir Path folder) throws IOException {
        Path libraries = target("client-javascript");
        String node = Program.require("node");
        String npm = Program.require("npm");
        for (String file : List.of("package.json", "package-lock.json", "check.js")) {
            Files.write(
                    libraries.resolve(file),
                    Files.readAllBytes(MODULE.resolve("clients/javascript").resolve(file)));
        }

        installOnce(
                "npm",
                libraries,
                libraries.resolve("package-lock.json"),
                List.of(npm, "ci", "--prefix", libraries.toString(), "--ignore-scripts", "--no-audit", "--no-fund"));

        passes(
                plane,
                folder,
                Map.of(),
                List.of(node, libraries.resolve("check.js").toString()));
    }

    private static Path target(String name) throws IOException {
        return Files.createDirectories(MODULE.resolve("target").resolve(name));
    }

    /** Installs unless it was done before for the same {@code wanted}. */
    private static void installOnce(String name, Path into, Path wanted, List<String> command) throws IOException {
        Path stamp = into.resolve("installed");
        if (Files.exists(stamp) && Files.mismatch(stamp, wanted) < 0) {
            return;
        }
        install(name, Map.of(), command);
        Files.write(stamp, Files.readAllBytes(wanted));
    }

    private static void install(String name, Map<String, String> environment, List<String> command) {
        Outcome outcome = Program.run(environment, "", INSTALL_LIMIT, command);
        Assumptions.assumeTrue(
                outcome.exitCode() == 0, () -> name + " cannot install what its client needs: " + outcome);
    }

    private static void passes(ControlPlane plane, Path folder, Map<String, String> extra, List<String> command)
            throws IOException {
        Path kubeconfig = folder.resolve("kubeconfig");
        plane.writeKubeconfig(kubeconfig);
        Map<String, String> environment = new HashMap<>(extra);
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("NO_PROXY", "127.0.0.1");
        environment.put("no_proxy", "127.0.0.1");

        Outcome outcome = Program.run(environment, "", command);

        assertThat(outcome.lines())
                .as(outcome.toString())
                .containsExactlyElementsOf(
                        CHECKS.stream().map(check -> "ok " + check).toList());
        outcome.ok();
    }
}
