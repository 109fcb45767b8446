package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import dev.coracle.kubelet.RuntimeKind;
import dev.coracle.testing.ControlPlaneExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One compact story with every kubectl on the machine: the one on the PATH, and those that the Google Cloud SDK keeps beside
 * it as {@code kubectl.1.27} and so on. What a version lacks is left out for it by name.
 */
class KubectlMatrixIT {
    @RegisterExtension
    static final ControlPlaneExtension PLANE = ControlPlaneExtension.with(
            ControlPlaneOptions.builder().runtime(RuntimeKind.SIMULATED).build());

    private static final List<String> SDK_FOLDERS =
            List.of("/usr/lib/google-cloud-sdk/bin", "/opt/google-cloud-sdk/bin", "/usr/local/google-cloud-sdk/bin");

    /** Before it, {@code wait --for=delete} of what is already gone fails. */
    private static final int PLAIN_WAIT = 26;

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: nginx, image: "nginx:1.25", ports: [{containerPort: 80}]}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """;

    static Set<Path> kubectls() {
        Path onPath = Path.of(Program.require("kubectl"));
        Set<Path> found = new LinkedHashSet<>(List.of(onPath));
        try {
            Stream.concat(
                            Stream.of(onPath.toRealPath().getParent()),
                            SDK_FOLDERS.stream().map(Path::of))
                    .distinct()
                    .flatMap(KubectlMatrixIT::versionsIn)
                    .forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Stream<Path> versionsIn(Path folder) {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files
                    .filter(file -> file.getFileName().toString().matches("kubectl\\.1\\.\\d+"))
                    .filter(Files::isExecutable)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kubectls")
    void tellsTheStory(Path program, ControlPlane plane, @TempDir Path folder) throws IOException {
        Path kubeconfig = folder.resolve("kubeconfig");
        plane.writeKubeconfig(kubeconfig);
        Kubectl cluster = new Kubectl(program.toString(), kubeconfig);
        KubectlVersion version = KubectlVersion.of(cluster);
        String namespace = program.getFileName().toString().replace('.', '-');
        cluster.run("create namespace " + namespace).prints("namespace/" + namespace + " created");
        Kubectl kubectl = cluster.in(namespace);

        creates(kubectl);
        explores(kubectl);
        changes(kubectl);
        appliesAgain(kubectl);
        appliesOnTheServer(kubectl);
        deletes(kubectl, version);
        cluster.run("delete namespace " + namespace + " --wait=false").ok();
    }

    private static void creates(Kubectl kubectl) {
        kubectl.feed(WEB, "apply").prints("deployment.apps/web created", "service/web created");
        kubectl.awaitRollout("web");
        kubectl.run("wait --for=condition=Available deployment/web --timeout=50s")
                .prints("deployment.apps/web condition met");
        List<String> deployments = kubectl.run("get deployments -o wide").ok().lines();
        assertThat(deployments.get(0)).matches("NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR");
        assertThat(deployments.get(1)).matches("web +2/2 +2 +2 +\\d+s +nginx +nginx:1.25 +app=web");
        assertThat(kubectl.run("get service web").ok().lines().get(1))
                .matches("web +ClusterIP +127\\.\\S+ +<none> +80/TCP +\\d+s");
        assertThat(kubectl.run("get pods -l app=web").ok().lines())
                .hasSize(3)
                .element(1)
                .asString()
                .matches("web-\\S+ +1/1 +Running +0 +\\d+s");
        assertThat(kubectl.run("describe deployment web").ok().out()).contains("2 desired | 2 updated | 2 total");
    }

    private static void explores(Kubectl kubectl) {
        assertThat(kubectl.run("api-resources").ok().out())
                .containsPattern("deployments +deploy +apps/v1 +true +Deployment");
        assertThat(kubectl.run("api-versions").ok().lines()).contains("v1", "apps/v1", "batch/v1");
        assertThat(kubectl.run("explain deployment.spec.strategy").ok().out()).contains("rollingUpdate", "type");
    }

    private static void changes(Kubectl kubectl) {
        kubectl.run("scale deployment web --replicas=3").prints("deployment.apps/web scaled");
        kubectl.awaitRollout("web");
        kubectl.run("patch deployment web -p {\"spec\":{\"minReadySeconds\":0,\"revisionHistoryLimit\":5}}")
                .prints("deployment.apps/web patched");
        kubectl.run("patch deployment web --type=merge -p {\"spec\":{\"revisionHistoryLimit\":6}}")
                .prints("deployment.apps/web patched");
        kubectl.run(
                        "patch deployment web --type=json -p [{\"op\":\"replace\",\"path\":\"/spec/revisionHistoryLimit\",\"value\":7}]")
                .prints("deployment.apps/web patched");
        assertThat(kubectl.get("deployment web", "{.spec.revisionHistoryLimit}"))
                .isEqualTo("7");
        kubectl.run("label deployment web tier=front").prints("deployment.apps/web labeled");
        kubectl.run("annotate deployment web note=1").ok();
        assertThat(kubectl.get("deployment web", "{.metadata.annotations.note}"))
                .isEqualTo("1");
        kubectl.run("set image deployment/web nginx=nginx:1.26").prints("deployment.apps/web image updated");
        kubectl.awaitRollout("web");
        kubectl.run("rollout undo deployment/web").prints("deployment.apps/web rolled back");
        kubectl.awaitRollout("web");
    }

    private static void appliesAgain(Kubectl kubectl) {
        assertThat(kubectl.feed(WEB, "diff").exits(1).out()).contains("-  replicas: 3", "+  replicas: 2");
        kubectl.feed(WEB, "apply").prints("deployment.apps/web configured", "service/web unchanged");
        kubectl.feed(WEB, "apply").prints("deployment.apps/web unchanged", "service/web unchanged");
        kubectl.feed(WEB, "diff").prints();
    }

    private static void appliesOnTheServer(Kubectl kubectl) {
        String mine = """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "mine"}}""";
        kubectl.feed(mine, "apply --server-side --field-manager=me").prints("configmap/a serverside-applied");

        Outcome refused = kubectl.feed(mine.replace("mine", "yours"), "apply --server-side --field-manager=you");

        assertThat(refused.exits(1).err()).contains("conflict with \"me\"", ".data.k");
        kubectl.feed(mine.replace("mine", "yours"), "apply --server-side --field-manager=you --force-conflicts")
                .prints("configmap/a serverside-applied");
        assertThat(kubectl.get("configmap a", "{.data.k}")).isEqualTo("yours");
    }

    private static void deletes(Kubectl kubectl, KubectlVersion version) {
        Outcome deleted = kubectl.feed(WEB, "delete").ok();
        assertThat(deleted.lines()).hasSize(2).allMatch(line -> line.contains("\"web\" deleted"));
        if (version.minor() >= PLAIN_WAIT) {
            kubectl.run("wait --for=delete deployment/web --timeout=50s").ok();
        }
        assertThat(kubectl.run("get deployment web").exits(1).err())
                .contains("Error from server (NotFound): deployments.apps \"web\" not found");
    }
}
