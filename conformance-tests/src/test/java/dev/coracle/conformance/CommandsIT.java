package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Point 2 of the story: the commands of the seeds, and those that every user of kubectl knows. */
@Launched
class CommandsIT {
    @Test
    void theSeedsCommandsComparison(Kubectl kubectl) {
        kubectl.run("create deployment nginx --image=nginx").prints("deployment.apps/nginx created");
        kubectl.run("scale deployment nginx --replicas=5").prints("deployment.apps/nginx scaled");
        kubectl.awaitRollout("nginx");
        kubectl.run("set image deployment/nginx nginx=nginx:1.26").prints("deployment.apps/nginx image updated");
        kubectl.awaitRollout("nginx");
        kubectl.run("rollout undo deployment/nginx").prints("deployment.apps/nginx rolled back");
        kubectl.awaitRollout("nginx");
        assertThat(kubectl.get("deployment nginx", "{.spec.template.spec.containers[0].image}"))
                .isEqualTo("nginx");
        kubectl.run("expose deployment nginx --port=80").prints("service/nginx exposed");
        assertThat(kubectl.run("get services").ok().lines().get(1))
                .matches("nginx +ClusterIP +\\S+ +<none> +80/TCP .*");
        assertThat(kubectl.run("describe service nginx").ok().out())
                .contains("Selector:                 app=nginx")
                .contains("TargetPort:               80/TCP");
    }

    @Test
    void rolloutsCanBePausedResumedAndRestarted(Kubectl kubectl) {
        kubectl.run("create deployment web --image=nginx").ok();
        kubectl.run("rollout pause deployment/web").prints("deployment.apps/web paused");
        kubectl.run("rollout resume deployment/web").prints("deployment.apps/web resumed");
        kubectl.run("rollout restart deployment/web").prints("deployment.apps/web restarted");
        kubectl.awaitRollout("web");
        assertThat(kubectl.run("rollout history deployment/web").ok().out()).contains("REVISION  CHANGE-CAUSE");
    }

    @Test
    void describeShowsWhatHappened(Kubectl kubectl) {
        kubectl.run("create deployment web --image=nginx:1.25").ok();
        kubectl.awaitRollout("web");
        String pod = kubectl.get("pods", "{.items[0].metadata.name}");

        assertThat(kubectl.run("describe deployment web").ok().out())
                .contains("1 desired | 1 updated | 1 total | 1 available | 0 unavailable")
                .containsPattern(
                        "ScalingReplicaSet .* deployment-controller +Scaled up replica set web-\\w+ from 0 to 1");
        assertThat(kubectl.run("describe pod " + pod).ok().out())
                .containsPattern(
                        "Normal +Scheduled .* default-scheduler +Successfully assigned \\S+/" + pod + " to node-\\d")
                .containsPattern("Normal +Started .* kubelet");
        assertThat(kubectl.run("describe node node-1").ok().out()).contains("KubeletReady");
        assertThat(kubectl.run("logs " + pod).ok().out()).contains("listening on");
    }

    @Test
    void everyOutputFormat(Kubectl kubectl) {
        kubectl.run("create configmap a --from-literal=k=v").prints("configmap/a created");

        assertThat(kubectl.run("get configmap a -o yaml").ok().out())
                .contains("kind: ConfigMap")
                .contains("  k: v");
        assertThat(kubectl.run("get configmap a -o json").ok().out()).contains("\"k\": \"v\"");
        kubectl.run("get configmap a -o name").prints("configmap/a");
        kubectl.run("get configmap a -o jsonpath={.data.k}").prints("v");
        kubectl.run("get configmap a -o custom-columns=N:.metadata.name").prints("N", "a");
    }

    @Test
    void objectsChangeInEveryWay(Kubectl kubectl) {
        kubectl.run("create deployment web --image=nginx --replicas=1").ok();
        kubectl.run("label deployment web tier=front").prints("deployment.apps/web labeled");
        kubectl.run("annotate deployment web note=1").prints("deployment.apps/web annotated");
        kubectl.run("patch deployment web -p {\"spec\":{\"replicas\":2}}").prints("deployment.apps/web patched");
        kubectl.run("patch deployment web --type=merge -p {\"spec\":{\"replicas\":3}}")
                .prints("deployment.apps/web patched");
        kubectl.run(
                        "patch deployment web --type=json -p [{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":2}]")
                .prints("deployment.apps/web patched");
        assertThat(kubectl.get("deployment web", "{.spec.replicas}")).isEqualTo("2");
        kubectl.run("", Map.of("KUBE_EDITOR", "sed -i s/front/back/"), List.of("edit", "deployment", "web"))
                .prints("deployment.apps/web edited");
        assertThat(kubectl.get("deployment web", "{.metadata.labels.tier}")).isEqualTo("back");
        kubectl.run("wait --for=condition=Available deployment/web --timeout=50s")
                .prints("deployment.apps/web condition met");
    }

    @Test
    void applyDiffReplaceAndDelete(Kubectl kubectl) throws IOException {
        Path file = Seeds.file("complete-example");
        kubectl.run("apply -f " + file).prints("deployment.apps/web-app created", "service/web-service created");
        kubectl.run("apply -f " + file).prints("deployment.apps/web-app unchanged", "service/web-service unchanged");
        kubectl.run("diff -f " + file).prints();
        assertThat(kubectl.run("get deployment web-app -o json").ok().out()).contains("last-applied-configuration");
        String changed = Files.readString(file).replace("replicas: 3", "replicas: 4");
        assertThat(kubectl.feed(changed, "diff").exits(1).lines()).contains("-  replicas: 3", "+  replicas: 4");
        kubectl.feed(changed, "replace").prints("deployment.apps/web-app replaced", "service/web-service replaced");
        assertThat(kubectl.get("deployment web-app", "{.spec.replicas}")).isEqualTo("4");
        kubectl.run("delete service -l nothing=here").ok();
        assertThat(kubectl.run("delete service web-service").ok().out()).startsWith("service \"web-service\" deleted");
        kubectl.run("apply -f " + file).prints("deployment.apps/web-app configured", "service/web-service created");
        kubectl.run("delete -f " + file).ok();
        assertThat(kubectl.run("get deployments").ok().out()).isEmpty();
    }

    @Test
    void aWatchFollowsWhatHappens(Kubectl kubectl) {
        try (Follower watch = kubectl.follow("get configmaps --watch --output-watch-events")) {
            kubectl.run("create configmap seen --from-literal=a=b").ok();
            watch.awaitLine("the new object", line -> line.matches("ADDED +seen +1 +.*"));
            kubectl.run("patch configmap seen -p {\"data\":{\"c\":\"d\"}}").ok();
            watch.awaitLine("its change", line -> line.matches("MODIFIED +seen +2 +.*"));
            kubectl.run("delete configmap seen").ok();
            watch.awaitLine("its end", line -> line.matches("DELETED +seen +2 +.*"));
        }
    }

    @Test
    void namespacesComeAndGo(Cluster cluster) {
        Kubectl kubectl = cluster.kubectl();
        kubectl.run("create ns short-lived").prints("namespace/short-lived created");
        kubectl.run("create configmap inside -n short-lived").prints("configmap/inside created");
        kubectl.run("delete ns short-lived --timeout=50s").prints("namespace \"short-lived\" deleted");
        assertThat(kubectl.run("get configmap inside -n short-lived").exits(1).err())
                .contains("namespaces \"short-lived\" not found");
    }

    @Test
    void theClusterTellsWhatItIs(Kubectl kubectl) {
        assertThat(kubectl.run("version").ok().out()).contains("Server Version: v1.36");
        assertThat(kubectl.run("cluster-info").ok().out()).contains("Kubernetes control plane is running at http://");
        assertThat(kubectl.run("api-versions").ok().lines()).contains("v1", "apps/v1", "discovery.k8s.io/v1");
        assertThat(kubectl.run("api-resources").ok().out())
                .containsPattern("deployments +deploy +apps/v1 +true +Deployment");
        assertThat(kubectl.run("explain deployment.spec.strategy").ok().out())
                .contains("FIELD: strategy <DeploymentStrategy>");
    }

    @Test
    void typedCreatesComeInProtobuf(Kubectl kubectl) {
        kubectl.run("create secret generic s --from-literal=a=b").prints("secret/s created");
        assertThat(kubectl.get("secret s", "{.data.a}")).isEqualTo("Yg==");
        await("the namespace's service account, which pods need")
                .until(() -> kubectl.run("get serviceaccount default").exitCode() == 0);
        kubectl.run("run p --image=nginx:1.25").prints("pod/p created");
        kubectl.run("wait --for=condition=Ready pod/p --timeout=50s").prints("pod/p condition met");
    }
}
