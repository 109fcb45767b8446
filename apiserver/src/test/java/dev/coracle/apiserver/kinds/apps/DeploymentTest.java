package dev.coracle.apiserver.kinds.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import org.junit.jupiter.api.Test;

class DeploymentTest {
    private static final String NGINX = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: nginx, namespace: default}
            spec:
              replicas: 3
              selector: {matchLabels: {app: nginx}}
              template:
                metadata: {labels: {app: nginx}}
                spec:
                  containers:
                  - name: nginx
                    image: nginx:1.14.2
                    ports: [{containerPort: 80}]
            """;

    private final Kinds deployments = Kinds.of("apps", "deployments");

    @Test
    void fillsInWhatARealServerFillsIn() {
        ObjectNode object = deployments.create(NGINX.replace("  replicas: 3\n", ""));

        assertThat(object.path("spec").toString())
                .isEqualTo("{\"replicas\":1,\"selector\":{\"matchLabels\":{\"app\":\"nginx\"}},\"template\":{"
                        + "\"metadata\":{\"labels\":{\"app\":\"nginx\"}},\"spec\":{\"containers\":[{\"name\":\"nginx\","
                        + "\"image\":\"nginx:1.14.2\",\"ports\":[{\"containerPort\":80,\"protocol\":\"TCP\"}],"
                        + "\"resources\":{},\"terminationMessagePath\":\"/dev/termination-log\","
                        + "\"terminationMessagePolicy\":\"File\",\"imagePullPolicy\":\"IfNotPresent\"}],"
                        + "\"restartPolicy\":\"Always\",\"terminationGracePeriodSeconds\":30,"
                        + "\"dnsPolicy\":\"ClusterFirst\",\"securityContext\":{},"
                        + "\"schedulerName\":\"default-scheduler\"}},\"strategy\":{\"type\":\"RollingUpdate\","
                        + "\"rollingUpdate\":{\"maxUnavailable\":\"25%\",\"maxSurge\":\"25%\"}},"
                        + "\"revisionHistoryLimit\":10,\"progressDeadlineSeconds\":600}");
    }

    @Test
    void defaultsAreIdempotent() {
        ObjectNode object = deployments.create(NGINX);
        ObjectNode again = object.deepCopy();

        deployments.strategy().setDefaults(again);

        assertThat(again).isEqualTo(object);
    }

    @Test
    void asksForASelector() {
        assertThat(deployments.refusal(NGINX.replace("  selector: {matchLabels: {app: nginx}}\n", "")))
                .containsExactly(
                        "spec.selector: Required value",
                        "spec.template.metadata.labels: Invalid value: {\"app\":\"nginx\"}: `selector` does not match"
                                + " template `labels`");
        assertThat(deployments.refusal(NGINX.replace("{matchLabels: {app: nginx}}", "{}")))
                .containsExactly("spec.selector: Invalid value: {}: empty selector is invalid for deployment");
    }

    @Test
    void wantsTheSelectorToMatchTheTemplate() {
        assertThat(deployments.refusal(
                        NGINX.replace("metadata: {labels: {app: nginx}}", "metadata: {labels: {app: x}}")))
                .containsExactly(
                        "spec.template.metadata.labels: Invalid value: {\"app\":\"x\"}: `selector` does not match"
                                + " template `labels`");
        assertThat(deployments.refusal(NGINX.replace("metadata: {labels: {app: nginx}}", "metadata: {}")))
                .containsExactly(
                        "spec.template.metadata.labels: Invalid value: null: `selector` does not match template"
                                + " `labels`");
        assertThat(deployments.refusal(
                        NGINX.replace("{matchLabels: {app: nginx}}", "{matchExpressions: [{key: app, operator: Is}]}")))
                .containsExactly(
                        "spec.selector.matchExpressions[0].operator: Invalid value: \"Is\": not a valid selector operator",
                        "spec.selector: Invalid value: {\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"Is\"}]}:"
                                + " invalid label selector");
    }

    @Test
    void refusesNegativeReplicas() {
        assertThat(deployments.refusal(NGINX.replace("replicas: 3", "replicas: -1")))
                .containsExactly("spec.replicas: Invalid value: -1: must be greater than or equal to 0");
    }

    @Test
    void refusesAStrategyThatCannotMove() {
        assertThat(deployments.refusal(
                        NGINX.replace("replicas: 3", "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}")))
                .containsExactly("spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when"
                        + " `maxSurge` is 0");
        assertThat(deployments.refusal(NGINX.replace(
                        "replicas: 3", "strategy: {rollingUpdate: {maxUnavailable: '101%', maxSurge: abc}}")))
                .containsExactly(
                        "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"abc\": a valid percent string must be a"
                                + " numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for"
                                + " validation is '[0-9]+%')",
                        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"101%\": must not be greater than"
                                + " 100%");
        assertThat(deployments.refusal(NGINX.replace("replicas: 3", "strategy: {type: Recreate, rollingUpdate: {}}")))
                .containsExactly("spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is"
                        + " 'Recreate'");
        assertThat(deployments.refusal(NGINX.replace("replicas: 3", "strategy: {type: Blue}")))
                .containsExactly(
                        "spec.strategy: Unsupported value: {\"Type\":\"Blue\",\"RollingUpdate\":null}: supported"
                                + " values: \"Recreate\", \"RollingUpdate\"");
        assertThat(deployments.refusal(NGINX.replace("replicas: 3", "minReadySeconds: 600")))
                .containsExactly(
                        "spec.progressDeadlineSeconds: Invalid value: 600: must be greater than" + " minReadySeconds");
    }

    @Test
    void refusesPodsThatEnd() {
        assertThat(deployments.refusal(NGINX + "      restartPolicy: Never\n      activeDeadlineSeconds: 5\n"))
                .containsExactly(
                        "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"",
                        "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not"
                                + " Supported");
    }

    @Test
    void keepsItsSelectorForEver() {
        ObjectNode old = deployments.create(NGINX);
        ObjectNode changed = deployments.decode(NGINX.replace("app: nginx", "app: other"));

        assertThat(deployments.update(changed, old))
                .containsExactly(
                        "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"other\"}}: field is" + " immutable");
    }

    @Test
    void checksItsStatus() {
        ObjectNode old = deployments.create(NGINX);
        ObjectNode changed = old.deepCopy();
        changed.putObject("status").put("replicas", 1).put("readyReplicas", 2);

        assertThat(deployments.updateStatus(changed, old))
                .containsExactly("status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas");
    }

    @Test
    void printsTheColumnsOfARealServer() {
        assertThat(deployments.headings())
                .containsExactly(
                        "Name", "Ready", "Up-to-date", "Available", "Age", "Containers*", "Images*", "Selector*");
        assertThat(deployments.cells(NGINX.replace(
                                "namespace: default", "namespace: default, creationTimestamp: '2026-01-01T00:04:30Z'")
                        + "status: {replicas: 3, readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1}\n"))
                .containsExactly("nginx", "2/3", 3L, 1L, "5m30s", "nginx", "nginx:1.14.2", "app=nginx");
    }

    @Test
    void replicaSetsFollowTheSameRules() {
        Kinds replicaSets = Kinds.of("apps", "replicasets");
        String manifest = NGINX.replace("kind: Deployment", "kind: ReplicaSet");
        assertThat(replicaSets
                        .create(manifest.replace("replicas: 3", "minReadySeconds: 0"))
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(1);
        assertThat(replicaSets.refusal(manifest.replace("{matchLabels: {app: nginx}}", "{}")))
                .containsExactly("spec.selector: Invalid value: {}: empty selector is invalid for deployment");
        assertThat(replicaSets.headings())
                .containsExactly("Name", "Desired", "Current", "Ready", "Age", "Containers*", "Images*", "Selector*");
        assertThat(replicaSets.cells(manifest + "status: {replicas: 2, readyReplicas: 1}\n"))
                .containsExactly("nginx", 3L, 2L, 1L, "<unknown>", "nginx", "nginx:1.14.2", "app=nginx");
        assertThat(replicaSets
                        .strategy()
                        .selectableFields()
                        .get("status.replicas")
                        .apply(replicaSets.decode(manifest)))
                .isEqualTo("0");
    }
}
