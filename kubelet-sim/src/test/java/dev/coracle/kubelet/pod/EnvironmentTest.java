package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvironmentTest {
    private final PodHarness at = new PodHarness();

    private Map<String, String> environment(PodBuilder pod) {
        at.start(pod.build());
        return at.run("app").config().environment();
    }

    private static ContainerBuilder app() {
        return PodHarness.container("app");
    }

    private static Container field(String path) {
        return app().addNewEnv()
                .withName("X")
                .withNewValueFrom()
                .withNewFieldRef("v1", path)
                .endValueFrom()
                .endEnv()
                .build();
    }

    private static Container resource(String resource, String divisor) {
        return app().withNewResources()
                .addToRequests("cpu", new Quantity("1200m"))
                .addToLimits("memory", new Quantity("100Mi"))
                .endResources()
                .addNewEnv()
                .withName("X")
                .withNewValueFrom()
                .withNewResourceFieldRef()
                .withResource(resource)
                .withDivisor(divisor == null ? null : new Quantity(divisor))
                .endResourceFieldRef()
                .endValueFrom()
                .endEnv()
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "limits.cpu, -, 4",
                "limits.cpu, 1m, 4000",
                "limits.memory, -, 104857600",
                "limits.memory, 1Mi, 100",
                "limits.ephemeral-storage, 1Gi, 100",
                "requests.cpu, -, 2",
                "requests.cpu, 1m, 1200",
                "requests.memory, -, 0",
                "limits.hugepages-2Mi, -, 0"
            })
    void resourceThatIsNotLimitedIsTheNodes(String resource, String divisor, String value) {
        assertThat(environment(PodHarness.pod(resource(resource, divisor)))).containsEntry("X", value);
    }

    @Test
    void limitsOfTheWholePodGoBeforeTheNodes() {
        PodBuilder pod = PodHarness.pod(resource("limits.cpu", null))
                .editSpec()
                .withNewResources()
                .addToLimits("cpu", new Quantity("2"))
                .endResources()
                .endSpec();
        assertThat(environment(pod)).containsEntry("X", "2");
    }

    @Test
    void saysWhichResourceOrFieldIsNone() {
        at.start(PodHarness.pod(field("status.phase")).build());
        assertThat(at.status("app").getState().getWaiting().getMessage())
                .isEqualTo("field label not supported: status.phase");
        PodHarness other = new PodHarness();
        other.start(PodHarness.pod(resource("limits.gpu", null)).build());
        assertThat(other.status("app").getState().getWaiting().getReason()).isEqualTo("CreateContainerConfigError");
        assertThat(other.status("app").getState().getWaiting().getMessage())
                .isEqualTo("unsupported container resource : limits.gpu");
    }

    @Test
    void fieldsTellOfThePodItself() {
        PodBuilder labelled = PodHarness.pod(field("metadata.labels['app.kubernetes.io/name']"))
                .editMetadata()
                .addToLabels("app.kubernetes.io/name", "shop")
                .endMetadata();
        assertThat(environment(labelled)).containsEntry("X", "shop");
        assertThat(new PodHarness2().environment("status.hostIP")).isEqualTo("127.0.1.2");
        assertThat(new PodHarness2().environment("spec.nodeName")).isEqualTo("node-1");
        assertThat(new PodHarness2().environment("metadata.annotations['none']"))
                .isEmpty();
    }

    /** One pod for one field. */
    private static final class PodHarness2 {
        private final PodHarness own = new PodHarness();

        String environment(String path) {
            own.start(PodHarness.pod(field(path)).build());
            return own.run("app").config().environment().get("X");
        }
    }

    private void services() {
        at.api.services.add(new ServiceBuilder()
                .withNewMetadata()
                .withName("redis-primary")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("10.0.0.11")
                .addNewPort()
                .withName("db-port")
                .withPort(6379)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build());
        at.api.services.add(new ServiceBuilder()
                .withNewMetadata()
                .withName("headless")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build());
        at.api.services.add(new ServiceBuilder()
                .withNewMetadata()
                .withName("kubernetes")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("10.0.0.1")
                .addNewPort()
                .withName("https")
                .withPort(443)
                .endPort()
                .endSpec()
                .build());
    }

    @Test
    void tellsOfTheServicesOfItsNamespace() {
        services();
        assertThat(environment(PodHarness.pod(app().build())))
                .containsEntry("REDIS_PRIMARY_SERVICE_HOST", "10.0.0.11")
                .containsEntry("REDIS_PRIMARY_SERVICE_PORT", "6379")
                .containsEntry("REDIS_PRIMARY_SERVICE_PORT_DB_PORT", "6379")
                .containsEntry("REDIS_PRIMARY_PORT", "tcp://10.0.0.11:6379")
                .containsEntry("REDIS_PRIMARY_PORT_6379_TCP", "tcp://10.0.0.11:6379")
                .containsEntry("REDIS_PRIMARY_PORT_6379_TCP_PROTO", "tcp")
                .containsEntry("REDIS_PRIMARY_PORT_6379_TCP_PORT", "6379")
                .containsEntry("REDIS_PRIMARY_PORT_6379_TCP_ADDR", "10.0.0.11")
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.0.0.1")
                .doesNotContainKey("HEADLESS_SERVICE_HOST");
    }

    @Test
    void tellsOnlyOfTheApiServerWhereLinksAreOff() {
        services();
        PodBuilder unlinked = PodHarness.pod(app().build())
                .editSpec()
                .withEnableServiceLinks(false)
                .endSpec();
        assertThat(environment(unlinked))
                .containsEntry("KUBERNETES_SERVICE_PORT_HTTPS", "443")
                .doesNotContainKey("REDIS_PRIMARY_SERVICE_HOST");
    }

    @Test
    void ownVariablesGoBeforeEnvFromAndThatBeforeServices() {
        services();
        at.api.configMaps.put("settings", Map.of("A", "map", "B", "map", "REDIS_PRIMARY_PORT", "map"));
        at.api.secrets.put("hidden", Map.of("B", "secret"));
        Container container = app().addNewEnvFrom()
                .withNewConfigMapRef("settings", false)
                .endEnvFrom()
                .addNewEnvFrom()
                .withPrefix("S_")
                .withNewSecretRef("hidden", false)
                .endEnvFrom()
                .addNewEnvFrom()
                .withNewSecretRef("absent", true)
                .endEnvFrom()
                .addNewEnv()
                .withName("A")
                .withValue("own of $(REDIS_PRIMARY_SERVICE_HOST) and $(S_B)")
                .endEnv()
                .build();
        assertThat(environment(PodHarness.pod(container)))
                .containsEntry("A", "own of 10.0.0.11 and secret")
                .containsEntry("B", "map")
                .containsEntry("S_B", "secret")
                .containsEntry("REDIS_PRIMARY_PORT", "map");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "$(A), a",
                "$(A)$(B), ab",
                "$$(A), $(A)",
                "$$$(A), $a",
                "$(C), $(C)",
                "$(A, $(A",
                "$A, $A",
                "x$, x$",
                "$(), $()",
                "$(A$(B)), $(A$(B))"
            })
    void expandsReferencesAsTheKubeletDoes(String text, String expanded) {
        assertThat(Expansion.expand(text, Map.of("A", "a", "B", "b"))).isEqualTo(expanded);
    }
}
