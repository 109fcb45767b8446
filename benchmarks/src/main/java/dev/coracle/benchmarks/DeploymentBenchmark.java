package dev.coracle.benchmarks;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import dev.coracle.kubelet.RuntimeKind;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Deployment from nothing to 500 pods that are Ready, through every controller, on simulated pods. */
final class DeploymentBenchmark implements Benchmark {
    private static final int PODS = 500;
    private static final int NODES = 10;

    @Override
    public String name() {
        return "deployment";
    }

    @Override
    public List<Measurement> run(BenchOptions options) throws Exception {
        ControlPlaneOptions plane = ControlPlaneOptions.builder()
                .dataDirectory(Files.createTempDirectory("coracle-bench"))
                .nodes(NODES)
                .runtime(RuntimeKind.SIMULATED)
                .build();
        try (ControlPlane coracle = ControlPlane.start(plane)) {
            double first = rollOut(coracle, "first");
            double second = rollOut(coracle, "second");
            return List.of(
                    Measurement.of("Deployment from 0 to 500 Ready, first", first, "s"),
                    Measurement.of("Deployment from 0 to 500 Ready, second", second, "s")
                            .with("%.0f pods/s".formatted(PODS / second)));
        }
    }

    private static double rollOut(ControlPlane coracle, String name) {
        long start = System.nanoTime();
        coracle.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .resource(deployment(name))
                .create();
        coracle.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(DeploymentBenchmark::isReady, 180, TimeUnit.SECONDS);
        return (System.nanoTime() - start) / 1e9;
    }

    private static boolean isReady(Deployment deployment) {
        return deployment != null
                && deployment.getStatus() != null
                && deployment.getStatus().getReadyReplicas() != null
                && deployment.getStatus().getReadyReplicas() == PODS;
    }

    private static Deployment deployment(String name) {
        Map<String, String> labels = Map.of("app", name);
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(PODS)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("nginx")
                .withImage("nginx:1.25")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
