package dev.coracle.cli;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What the launcher runs once after a build, to record which classes a start loads: the same start as {@code up}'s, on
 * addresses of its own, with one Deployment taken to Available.
 */
@Command(name = "warm-up", hidden = true, description = "Starts and stops once, for the launcher's class-data archive.")
final class WarmUpCommand implements Callable<Integer> {
    private static final String MANIFEST = """
            {"apiVersion": "v1", "kind": "List", "items": [
              {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "warm-up"},
               "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "warm-up"}},
                        "template": {"metadata": {"labels": {"app": "warm-up"}},
                                     "spec": {"containers": [{"name": "warm-up", "image": "nginx"}]}}}},
              {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "warm-up"},
               "spec": {"selector": {"app": "warm-up"}, "ports": [{"port": 8080}]}}]}
            """;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "An empty folder to work in.")
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private Path folder;

    @Override
    public Integer call() throws Exception {
        Logging.to(folder.resolve("coracle.log"));
        Path manifest = Files.writeString(folder.resolve("manifest.json"), MANIFEST);
        Problems problems = new Problems(spec.commandLine());
        Manifests manifests = Manifests.read(List.of(manifest.toString()), System.in, problems);
        problems.throwIfAny();
        ControlPlaneOptions options = ControlPlaneOptions.builder()
                .dataDirectory(folder.resolve("store"))
                .workDirectory(folder.resolve("run"))
                .build();
        try (ControlPlane plane = ControlPlane.start(options)) {
            plane.writeKubeconfig(folder.resolve("kubeconfig"));
            manifests.apply(plane.client());
            Banner.print(new PrintWriter(Writer.nullWriter()), plane, folder.resolve("kubeconfig"));
            plane.client()
                    .apps()
                    .deployments()
                    .inNamespace("default")
                    .withName("warm-up")
                    .informOnCondition(found -> found.stream()
                            .anyMatch(deployment -> deployment.getStatus() != null
                                    && Integer.valueOf(2)
                                            .equals(deployment.getStatus().getReadyReplicas())))
                    .get(30, TimeUnit.SECONDS);
        }
        return 0;
    }
}
