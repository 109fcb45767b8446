package dev.coracle.machinery.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupVersionKind;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies made with the official Java messages, as an independent writer. */
class ProtobufReaderTest {
    private static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");
    private static final GroupVersionKind SECRET = new GroupVersionKind("", "v1", "Secret");
    private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");

    private final ObjectDecoder decoder = SchemaCatalogue.load().decoder();

    @Test
    void readsWhatItsJsonWouldSay() throws IOException {
        V1Apps.Deployment deployment = V1Apps.Deployment.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder()
                        .setName("web")
                        .setGenerateName("")
                        .setGeneration(0)
                        .setCreationTimestamp(
                                Meta.Time.newBuilder().setSeconds(0).setNanos(0))
                        .putLabels("app", "web")
                        .putLabels("empty", ""))
                .setSpec(V1Apps.DeploymentSpec.newBuilder()
                        .setReplicas(0)
                        .setMinReadySeconds(0)
                        .setStrategy(V1Apps.DeploymentStrategy.newBuilder()
                                .setType("RollingUpdate")
                                .setRollingUpdate(V1Apps.RollingUpdateDeployment.newBuilder()
                                        .setMaxSurge(IntStr.IntOrString.newBuilder()
                                                .setType(1)
                                                .setIntVal(0)
                                                .setStrVal("25%"))
                                        .setMaxUnavailable(IntStr.IntOrString.newBuilder()
                                                .setType(0)
                                                .setIntVal(1)
                                                .setStrVal(""))))
                        .setTemplate(V1.PodTemplateSpec.newBuilder()
                                .setSpec(V1.PodSpec.newBuilder()
                                        .addContainers(V1.Container.newBuilder()
                                                .setName("nginx")
                                                .setImage("nginx:1.25")
                                                .addArgs("")
                                                .setResources(V1.ResourceRequirements.newBuilder()
                                                        .putLimits(
                                                                "cpu",
                                                                Resource.Quantity.newBuilder()
                                                                        .setString("100m")
                                                                        .build()))
                                                .setReadinessProbe(V1.Probe.newBuilder()
                                                        .setHandler(V1.ProbeHandler.newBuilder()
                                                                .setHttpGet(V1.HTTPGetAction.newBuilder()
                                                                        .setPath("/ready")
                                                                        .setPort(IntStr.IntOrString.newBuilder()
                                                                                .setType(0)
                                                                                .setIntVal(80))))))
                                        .addVolumes(V1.Volume.newBuilder()
                                                .setName("config")
                                                .setVolumeSource(V1.VolumeSource.newBuilder()
                                                        .setConfigMap(V1.ConfigMapVolumeSource.newBuilder()
                                                                .setLocalObjectReference(
                                                                        V1.LocalObjectReference.newBuilder()
                                                                                .setName("c")))))
                                        .setTerminationGracePeriodSeconds(0))))
                .build();

        assertThat(decode(deployment, DEPLOYMENT)).isEqualTo(json("""
                {"apiVersion":"apps/v1","kind":"Deployment",
                 "metadata":{"name":"web","labels":{"app":"web","empty":""}},
                 "spec":{"replicas":0,
                  "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%","maxUnavailable":1}},
                  "template":{"spec":{
                   "containers":[{"name":"nginx","image":"nginx:1.25","args":[""],"resources":{"limits":{"cpu":"100m"}},
                    "readinessProbe":{"httpGet":{"path":"/ready","port":80}}}],
                   "volumes":[{"name":"config","configMap":{"name":"c"}}],
                   "terminationGracePeriodSeconds":0}}}}"""));
    }

    @Test
    void keepsTheEmptyTextThatIsNotTheSameAsNone() throws IOException {
        V1.PersistentVolumeClaim claim = V1.PersistentVolumeClaim.newBuilder()
                .setSpec(V1.PersistentVolumeClaimSpec.newBuilder()
                        .setStorageClassName("")
                        .setVolumeName(""))
                .build();

        assertThat(decode(claim, new GroupVersionKind("", "v1", "PersistentVolumeClaim")))
                .isEqualTo(json("""
                {"apiVersion":"v1","kind":"PersistentVolumeClaim","spec":{"storageClassName":""}}"""));
    }

    @Test
    void writesBytesAsBase64AndTimesAsText() throws IOException {
        V1.Secret secret = V1.Secret.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder()
                        .setName("s")
                        .setCreationTimestamp(Meta.Time.newBuilder().setSeconds(1_767_225_600)))
                .putData("key", ByteString.copyFromUtf8("value"))
                .build();

        assertThat(decode(secret, SECRET)).isEqualTo(json("""
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","creationTimestamp":"2026-01-01T00:00:00Z"},
                 "data":{"key":"dmFsdWU="}}"""));
    }

    @Test
    void refusesWhatIsNoSuchMessage() {
        assertThatThrownBy(() -> decode("not protobuf".getBytes(StandardCharsets.UTF_8), POD))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessageContaining("does not appear to be a protobuf message");
    }

    @Test
    void noBytesGiveAnythingButABadRequest() throws IOException {
        byte[] good = body(
                V1.Pod.newBuilder()
                        .setMetadata(Meta.ObjectMeta.newBuilder().setName("p").putLabels("a", "b"))
                        .setSpec(V1.PodSpec.newBuilder()
                                .addContainers(V1.Container.newBuilder().setName("c")))
                        .build(),
                POD);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] broken = java.util.Arrays.copyOf(good, 5 + random.nextInt(good.length - 4));
            broken[4 + random.nextInt(broken.length - 4)] = (byte) random.nextInt();
            try {
                decode(broken, POD);
            } catch (ApiException e) {
                assertThat(e.code()).as("seed %d", seed).isBetween(400, 499);
            }
        }
    }

    private ObjectNode decode(Message message, GroupVersionKind kind) throws IOException {
        return decode(body(message, kind), kind);
    }

    private ObjectNode decode(byte[] body, GroupVersionKind kind) {
        return decoder.decode(body, BodyFormat.PROTOBUF, decoder.target(kind), FieldValidation.STRICT)
                .object();
    }

    private static byte[] body(Message message, GroupVersionKind kind) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {'k', '8', 's', 0});
        Runtime.Unknown.newBuilder()
                .setTypeMeta(Runtime.TypeMeta.newBuilder()
                        .setApiVersion(kind.groupVersion().toString())
                        .setKind(kind.kind()))
                .setRaw(message.toByteString())
                .build()
                .writeTo(out);
        return out.toByteArray();
    }

    private static ObjectNode json(String text) throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(text);
    }
}
