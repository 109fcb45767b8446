package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Point 1 of the story: the manifests of the seeds, applied as they stand. */
@Launched
class ManifestsIT {
    /** The letters Kubernetes makes random names of: no vowels, nothing that looks like another. */
    private static final String SAFE = "[bcdfghjklmnpqrstvwxz2456789]";

    @Test
    void aDeploymentIsReachedThroughItsLoadBalancer(Cluster cluster, Kubectl kubectl) {
        kubectl.run("apply -f " + Seeds.file("my-deployment")).prints("deployment.apps/my-deployment created");
        kubectl.run("apply -f " + Seeds.file("my-service")).prints("service/my-service created");
        kubectl.awaitRollout("my-deployment");

        String external = awaitExternalAddress(kubectl, "my-service");
        assertThat(external)
                .startsWith(prefix(cluster.addresses().loadBalancers().address(0)));
        assertThat(kubectl.words("pods -l app=my-app", "{.items[*].metadata.name}"))
                .contains(awaitPod("http://" + external + "/"));
        assertThat(kubectl.words("pods -l app=my-app", "{.items[*].metadata.name}"))
                .contains(awaitPod("http://" + kubectl.get("service my-service", "{.spec.clusterIP}") + "/"));
    }

    @Test
    void targetPortAnswersThoughNoContainerPortIsDeclared(Cluster cluster, Kubectl kubectl) {
        kubectl.run("apply -f " + Seeds.file("nginx-deployment")).prints("deployment.apps/nginx-deployment created");
        kubectl.run("apply -f " + Seeds.file("nginx-service")).prints("service/nginx-service created");
        kubectl.awaitRollout("nginx-deployment");
        assertThat(kubectl.get("deployment nginx-deployment", "{.spec.template.spec.containers[0].ports}"))
                .isEmpty();

        String address = kubectl.get("service nginx-service", "{.spec.clusterIP}");
        assertThat(address).startsWith(prefix(cluster.addresses().services().address(0)));
        assertThat(awaitPod("http://" + address)).startsWith("nginx-deployment-");
    }

    @Test
    void theCompleteExampleComesInOneFile(Kubectl kubectl) {
        kubectl.run("apply -f " + Seeds.file("complete-example"))
                .prints("deployment.apps/web-app created", "service/web-service created");
        kubectl.awaitRollout("web-app");
        assertThat(awaitPod("http://" + kubectl.get("service web-service", "{.spec.clusterIP}")))
                .startsWith("web-app-");
        kubectl.run("delete -f " + Seeds.file("complete-example") + " --wait=false")
                .ok();
    }

    @Test
    void podsAreNamedAfterTheirDeploymentAndTemplate(Kubectl kubectl) {
        kubectl.run("apply -f " + Seeds.file("nginx-deployment")).ok();
        kubectl.awaitRollout("nginx-deployment");
        String replicaSet = kubectl.get("replicasets", "{.items[*].metadata.name}");
        String hash = kubectl.get("replicasets", "{.items[0].metadata.labels.pod-template-hash}");
        assertThat(hash).matches(SAFE + "{6,10}");
        assertThat(replicaSet).isEqualTo("nginx-deployment-" + hash);
        assertThat(kubectl.words("pods", "{.items[*].metadata.name}"))
                .hasSize(3)
                .allMatch(name -> name.matches(Pattern.quote(replicaSet) + "-" + SAFE + "{5}"));
    }

    @Test
    void getShowsTheColumnsOfARealCluster(Cluster cluster, Kubectl kubectl) {
        kubectl.run("apply -f " + Seeds.file("my-deployment")).ok();
        kubectl.run("apply -f " + Seeds.file("my-service")).ok();
        kubectl.awaitRollout("my-deployment");
        String external = awaitExternalAddress(kubectl, "my-service");
        awaitPod("http://" + external + "/");

        List<String> deployments = rows(kubectl, "deploy");
        assertThat(deployments.get(0))
                .matches(
                        columns("NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE", "CONTAINERS", "IMAGES", "SELECTOR"));
        assertThat(deployments.get(1))
                .matches(columns("my-deployment", "3/3", "3", "3", "\\d+s", "nginx", "nginx:1.14.2", "app=my-app"));

        List<String> replicaSets = rows(kubectl, "rs");
        assertThat(replicaSets.get(0))
                .matches(columns("NAME", "DESIRED", "CURRENT", "READY", "AGE", "CONTAINERS", "IMAGES", "SELECTOR"));
        assertThat(replicaSets.get(1))
                .matches(columns(
                        "my-deployment-\\S+",
                        "3",
                        "3",
                        "3",
                        "\\d+s",
                        "nginx",
                        "nginx:1.14.2",
                        "app=my-app,pod-template-hash=\\S+"));

        List<String> pods = rows(kubectl, "pods");
        assertThat(pods.get(0))
                .matches(columns(
                        "NAME",
                        "READY",
                        "STATUS",
                        "RESTARTS",
                        "AGE",
                        "IP",
                        "NODE",
                        "NOMINATED NODE",
                        "READINESS GATES"));
        assertThat(pods.subList(1, pods.size()))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row)
                        .matches(columns(
                                "my-deployment-\\S+",
                                "1/1",
                                "Running",
                                "0",
                                "\\d+s",
                                "127\\.\\S+",
                                "node-[123]",
                                "<none>",
                                "<none>")));

        List<String> services = rows(kubectl, "svc");
        assertThat(services.get(0))
                .matches(columns("NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT\\(S\\)", "AGE", "SELECTOR"));
        assertThat(services.get(1))
                .matches(columns(
                        "my-service",
                        "LoadBalancer",
                        "127\\.\\S+",
                        Pattern.quote(external),
                        "80:3\\d{4}/TCP",
                        "\\d+s",
                        "app=my-app"));

        List<String> endpoints = rows(kubectl, "endpoints");
        assertThat(endpoints.get(0)).matches(columns("NAME", "ENDPOINTS", "AGE"));
        assertThat(endpoints.get(1)).matches(columns("my-service", "127\\S+:80,127\\S+:80,127\\S+:80", "\\d+s"));

        List<String> slices = rows(kubectl, "endpointslices");
        assertThat(slices.get(0)).matches(columns("NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"));
        assertThat(slices.get(1))
                .matches(columns("my-service-" + SAFE + "{5}", "IPv4", "80", "127\\S+,127\\S+,127\\S+", "\\d+s"));
    }

    @Test
    void severalKindsInOneGetAreShownOneAfterTheOther(Kubectl kubectl) {
        kubectl.run("apply -f " + Seeds.file("complete-example")).ok();
        kubectl.awaitRollout("web-app");
        Outcome everything = kubectl.run("get deploy,rs,pods,svc,endpoints,endpointslices -o wide")
                .ok();
        assertThat(everything.out())
                .contains(
                        "deployment.apps/web-app",
                        "replicaset.apps/web-app-",
                        "pod/web-app-",
                        "service/web-service",
                        "endpoints/web-service",
                        "endpointslice.discovery.k8s.io/web-service-");
        assertThat(everything.err())
                .contains("Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
    }

    private static List<String> rows(Kubectl kubectl, String kind) {
        return kubectl.run("get " + kind + " -o wide").ok().lines();
    }

    /** A table's row: cells apart by at least two spaces, as kubectl lays them out. */
    private static String columns(String... cells) {
        return String.join(" {2,}", cells) + " *";
    }

    private static String prefix(String address) {
        return address.substring(0, address.indexOf('.', 4) + 1);
    }

    static String awaitExternalAddress(Kubectl kubectl, String service) {
        return await("an external address")
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> kubectl.get("service " + service, "{.status.loadBalancer.ingress[0].ip}"),
                        address -> !address.isEmpty());
    }

    /** The pod that answers, once the proxy has heard of the endpoints. */
    static String awaitPod(String url) {
        await(url)
                .atMost(Duration.ofSeconds(20))
                .until(() -> Curl.run("--fail", url).exitCode() == 0);
        return Curl.pod(url);
    }
}
