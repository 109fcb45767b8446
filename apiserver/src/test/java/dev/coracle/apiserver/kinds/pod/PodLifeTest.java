package dev.coracle.apiserver.kinds.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PodLifeTest {
    private final Kinds pods = Pods.kind();

    private static ObjectNode container(ObjectNode pod) {
        return (ObjectNode) pod.at("/spec/containers/0");
    }

    @Test
    void mountsTheServiceAccountsToken() {
        pods.write().with(Pods.ACCOUNTS, "default", "robot", Tree.newObject());

        ObjectNode pod = Pods.create(pods, "", "serviceAccountName: robot, initContainers: [{name: i, image: x}]");

        String volume = pod.at("/spec/volumes/0/name").asText();
        assertThat(volume).matches("kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(pod.at("/spec/volumes/0/projected").toString())
                .isEqualTo("{\"sources\":[{\"serviceAccountToken\":{\"expirationSeconds\":3607,\"path\":\"token\"}},"
                        + "{\"configMap\":{\"name\":\"kube-root-ca.crt\",\"items\":[{\"key\":\"ca.crt\","
                        + "\"path\":\"ca.crt\"}]}},{\"downwardAPI\":{\"items\":[{\"path\":\"namespace\","
                        + "\"fieldRef\":{\"apiVersion\":\"v1\",\"fieldPath\":\"metadata.namespace\"}}]}}],"
                        + "\"defaultMode\":420}");
        String mount = "[{\"name\":\"" + volume
                + "\",\"readOnly\":true,\"mountPath\":\"/var/run/secrets/kubernetes.io/serviceaccount\"}]";
        assertThat(container(pod).get("volumeMounts").toString()).isEqualTo(mount);
        assertThat(pod.at("/spec/initContainers/0/volumeMounts").toString()).isEqualTo(mount);
    }

    @Test
    void refusesAPodWhoseAccountIsNotThere() {
        assertThatThrownBy(() -> Pods.create(pods, "", "serviceAccountName: ghost"))
                .isInstanceOf(ApiException.class)
                .hasMessage("pods \"web\" is forbidden: error looking up service account default/ghost: serviceaccount"
                        + " \"ghost\" not found");
    }

    @Test
    void refusesClassesThatAreNotThere() {
        assertThatThrownBy(() -> Pods.create(pods, "", "runtimeClassName: warp"))
                .hasMessage("pods \"web\" is forbidden: pod rejected: RuntimeClass \"warp\" not found");
        assertThatThrownBy(() -> Pods.create(pods, "", "priorityClassName: vip"))
                .hasMessage("pods \"web\" is forbidden: no PriorityClass with name vip was found");
        assertThatThrownBy(() -> Pods.create(pods, "", "priority: 7"))
                .hasMessage("pods \"web\" is forbidden: the integer value of priority (7) must not be provided in pod"
                        + " spec; priority admission controller computed 0 from the given PriorityClass name");
    }

    @Test
    void takesClassesThatAreThere() {
        pods.write().with(new GroupResource("node.k8s.io", "runtimeclasses"), "", "process", Tree.newObject());

        ObjectNode pod = Pods.create(pods, "", "runtimeClassName: process, priorityClassName: system-node-critical");

        assertThat(pod.at("/spec/priority").asInt()).isEqualTo(2_000_001_000);
    }

    @Test
    void leavesItsOwnTolerationsAlone() {
        assertThat(Pods.create(pods, "", "tolerations: [{operator: Exists}]").at("/spec/tolerations"))
                .hasSize(1);
    }

    @Test
    void letsAnImageChangeAndLittleElse() {
        ObjectNode old = Pods.create(pods, "", "activeDeadlineSeconds: 9");
        ObjectNode image = old.deepCopy();
        container(image).put("image", "nginx:2");
        Kinds.spec(image).put("activeDeadlineSeconds", 5);
        Tree.createList(Kinds.spec(image), "tolerations")
                .addObject()
                .put("key", "a")
                .put("operator", "Exists");
        assertThat(pods.update(image, old)).isEmpty();

        ObjectNode node = old.deepCopy();
        Kinds.spec(node).put("nodeName", "node-1");
        assertThat(pods.update(node, old))
                .containsExactly("spec: Forbidden: pod updates may not change fields other than"
                        + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                        + "`spec.tolerations` (only additions to existing tolerations),"
                        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n"
                        + """
                        @@ -42,7 +42,7 @@
                          "NodeSelector": null,
                          "ServiceAccountName": "default",
                          "AutomountServiceAccountToken": null,
                        - "NodeName": "",
                        + "NodeName": "node-1",
                          "SecurityContext": {
                           "HostNetwork": false,
                           "HostPID": false,
                        """);
    }

    @Test
    void refusesContainersThatComeOrGo() {
        ObjectNode old = Pods.create(pods, "", "");
        ObjectNode more = old.deepCopy();
        Tree.createList(Kinds.spec(more), "containers")
                .addObject()
                .put("name", "d")
                .put("image", "x");

        assertThat(pods.update(more, old))
                .containsExactly("spec.containers: Forbidden: pod updates may not add or remove containers");
    }

    @Test
    void refusesALaterDeadlineAndChangedTolerations() {
        ObjectNode old = Pods.create(pods, "", "activeDeadlineSeconds: 9");
        ObjectNode later = old.deepCopy();
        Kinds.spec(later).put("activeDeadlineSeconds", 10);
        assertThat(pods.update(later, old))
                .containsExactly("spec.activeDeadlineSeconds: Invalid value: 10: must be less than or equal to previous"
                        + " value");

        ObjectNode tolerant = Pods.create(pods, "", "tolerations: [{key: a, operator: Exists}]");
        ObjectNode without = tolerant.deepCopy();
        Kinds.spec(without).remove("tolerations");
        assertThat(pods.update(without, tolerant))
                .containsExactly("spec.tolerations: Forbidden: existing toleration can not be modified except its"
                        + " tolerationSeconds");
    }

    @Test
    void givesAPodItsDefaultTolerationsBackThatAnUpdateLeavesOut() {
        ObjectNode old = Pods.create(pods, "", "");
        ObjectNode other = old.deepCopy();
        Kinds.spec(other).putArray("tolerations").addObject().put("key", "a").put("operator", "Exists");

        assertThat(pods.update(other, old)).isEmpty();
        assertThat(Kinds.spec(other).get("tolerations")).hasSize(3);
    }

    @Test
    void waitsForTheKubeletOnlyWhereThereIsOne() {
        ObjectNode pod = Pods.create(pods, "", "");
        assertThat(pods.strategy().gracePeriodSeconds(pod, OptionalLong.empty()))
                .hasValue(0);

        Kinds.spec(pod).put("nodeName", "node-1");
        assertThat(pods.strategy().gracePeriodSeconds(pod, OptionalLong.empty()))
                .hasValue(30);
        assertThat(pods.strategy().gracePeriodSeconds(pod, OptionalLong.of(5))).hasValue(5);
        assertThat(pods.strategy().gracePeriodSeconds(pod, OptionalLong.of(-1))).hasValue(1);

        Tree.createObject(pod, "status").put("phase", "Succeeded");
        assertThat(pods.strategy().gracePeriodSeconds(pod, OptionalLong.of(5))).hasValue(0);
    }

    @Test
    void keepsBothNamesOfAnAddressTheSame() {
        ObjectNode old = Pods.create(pods, "", "");
        ObjectNode pod = old.deepCopy();
        Tree.createObject(pod, "status")
                .put("podIP", "127.244.0.3")
                .putArray("hostIPs")
                .addObject()
                .put("ip", "127.0.1.1");

        assertThat(pods.updateStatus(pod, old)).isEmpty();

        assertThat(pod.at("/status/podIPs").toString()).isEqualTo("[{\"ip\":\"127.244.0.3\"}]");
        assertThat(pod.at("/status/hostIP").asText()).isEqualTo("127.0.1.1");
    }

    @Test
    void anEndedContainerStaysEnded() {
        ObjectNode old = Pods.create(pods, "", "restartPolicy: Never");
        Tree.createObject(old, "status")
                .putArray("containerStatuses")
                .addObject()
                .put("name", "c")
                .putObject("state")
                .putObject("terminated")
                .put("exitCode", 1);
        ObjectNode pod = old.deepCopy();
        ((ObjectNode) pod.at("/status/containerStatuses/0")).putObject("state").putObject("running");

        assertThat(pods.updateStatus(pod, old))
                .containsExactly(
                        "status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated"
                                + " state");
    }

    @Test
    void selectsByTheFieldsARealServerKnows() {
        assertThat(pods.strategy().selectableFields())
                .containsOnlyKeys(
                        "spec.nodeName",
                        "spec.restartPolicy",
                        "spec.schedulerName",
                        "spec.serviceAccountName",
                        "spec.hostNetwork",
                        "status.phase",
                        "status.podIP",
                        "status.podIPs",
                        "status.nominatedNodeName");
        ObjectNode pod = Pods.create(pods, "", "");
        assertThat(pods.strategy().selectableFields().get("status.phase").apply(pod))
                .isEqualTo("Pending");
        assertThat(pods.strategy().selectableFields().get("spec.hostNetwork").apply(pod))
                .isEqualTo("false");
        assertThat(pods.strategy().selectableFields().get("spec.nodeName").apply(pod))
                .isEmpty();
    }
}
