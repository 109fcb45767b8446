package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real kubectl makes of discovery and OpenAPI. Skipped where there is no kubectl, except in CI. */
class KubectlDiscoveryIT {
    @TempDir
    static Path home;

    private static TestServer server;

    @BeforeAll
    static void start() {
        assumeTrue("true".equals(System.getenv("CI")) || hasKubectl(), "kubectl is not installed");
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static boolean hasKubectl() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Path.of(directory, "kubectl").toFile().canExecute()) {
                return true;
            }
        }
        return false;
    }

    private static String kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl", "--server=" + server.address()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("HOME", home.toString());
        environment.remove("KUBECONFIG");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void listsResourcesAndVersions() throws Exception {
        assertThat(kubectl("api-resources", "--no-headers", "-o", "wide").lines())
                .anySatisfy(line -> assertThat(line.split("\\s+"))
                        .startsWith("deployments", "deploy", "apps/v1", "true", "Deployment")
                        .endsWith("create,delete,deletecollection,get,list,patch,update,watch", "all"))
                .anySatisfy(line -> assertThat(line.split("\\s+")).startsWith("namespaces", "ns", "v1", "false"));
        assertThat(kubectl("api-versions").lines())
                .containsSubsequence("apps/v1", "autoscaling/v1", "autoscaling/v2", "batch/v1", "v1");
    }

    @Test
    void explainsAField() throws Exception {
        assertThat(kubectl("explain", "deployment.spec.strategy"))
                .startsWith("""
                        GROUP:      apps
                        KIND:       Deployment
                        VERSION:    v1

                        FIELD: strategy <DeploymentStrategy>
                        """)
                .contains(
                        "    The deployment strategy to use to replace existing pods with new ones.\n",
                        "  rollingUpdate\t<RollingUpdateDeployment>\n",
                        "  type\t<string>\n  enum: Recreate, RollingUpdate\n");
    }

    @Test
    void explainsOutOfTheOldDocumentToo() throws Exception {
        assertThat(kubectl("explain", "deployment.spec.strategy", "--output=plaintext-openapiv2"))
                .startsWith("KIND:     Deployment\nVERSION:  apps/v1\n\nRESOURCE: strategy <Object>\n")
                .contains("   rollingUpdate\t<Object>\n", "   type\t<string>\n");
    }

    @Test
    void answersWhoMayDoWhat() throws Exception {
        assertThat(kubectl("auth", "can-i", "create", "pods")).isEqualTo("yes\n");
        assertThat(kubectl("auth", "whoami")).contains("system:admin");
        kubectl("create", "serviceaccount", "bearer");
        assertThat(kubectl("create", "token", "bearer").split("\\.", -1)).hasSize(3);
    }

    @Test
    void explainsAWholeKind() throws Exception {
        assertThat(kubectl("explain", "pods", "--recursive"))
                .contains(
                        "KIND:       Pod\nVERSION:    v1\n",
                        "\n      ports\t<[]ContainerPort>\n        containerPort\t<integer> -required-\n");
    }

    @Test
    void createsThroughTypedClientsThatSpeakProtobuf() throws Exception {
        assertThat(kubectl("create", "configmap", "validated", "--from-literal=a=b", "--validate=strict"))
                .isEqualTo("configmap/validated created\n");
        assertThat(kubectl("create", "deployment", "web", "--image=nginx", "--replicas=0"))
                .isEqualTo("deployment.apps/web created\n");
    }
}
