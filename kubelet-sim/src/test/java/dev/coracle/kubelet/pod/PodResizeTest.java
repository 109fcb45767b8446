package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PodResizeTest {
    private final PodHarness at = new PodHarness();

    private static Container app(String cpu) {
        return PodHarness.container("app")
                .withNewResources()
                .addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .build();
    }

    private static Pod resized(Pod pod, String cpu) {
        return new PodBuilder(pod)
                .editMetadata()
                .withGeneration(pod.getMetadata().getGeneration() + 1)
                .endMetadata()
                .editSpec()
                .editFirstContainer()
                .editResources()
                .addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    private static PodAmounts asking(String cpu) {
        return PodAmounts.requests(new PodSpecBuilder().withContainers(app(cpu)).build());
    }

    private Quantity cpu() {
        return at.status("app").getResources().getRequests().get("cpu");
    }

    @Test
    void tellsWhatAContainerWasGrantedAndHas() {
        at.start(PodHarness.pod(app("500m")).build());
        assertThat(cpu()).isEqualTo(new Quantity("500m"));
        assertThat(at.status("app").getAllocatedResources()).containsEntry("cpu", new Quantity("500m"));
    }

    @Test
    void resizesInPlaceAndSaysThatItDoes() {
        Pod pod = PodHarness.pod(app("500m")).build();
        PodWorker worker = at.start(pod);
        int before = at.api.statuses.size();
        worker.update(resized(pod, "2"));
        PodStatus under = at.api.statuses.get(before);
        assertThat(under.getConditions())
                .anyMatch(condition -> condition.getType().equals("PodResizeInProgress")
                        && condition.getStatus().equals("True")
                        && condition.getObservedGeneration() == 2);
        assertThat(under.getContainerStatuses().get(0).getResources().getRequests())
                .containsEntry("cpu", new Quantity("500m"));
        assertThat(under.getContainerStatuses().get(0).getAllocatedResources()).containsEntry("cpu", new Quantity("2"));
        assertThat(cpu()).isEqualTo(new Quantity("2"));
        assertThat(at.has("PodResizeInProgress")).isFalse();
        assertThat(at.api.dropped).containsExactly("PodResizeInProgress");
        assertThat(at.runs("app")).isEqualTo(1);
        String what =
                ": {\"containers\":[{\"name\":\"app\",\"resources\":{\"requests\":{\"cpu\":\"2\"}}}],\"generation\":2}";
        assertThat(at.api.events)
                .contains("Normal ResizeStarted Pod resize started" + what)
                .contains("Normal ResizeCompleted Pod resize completed" + what);
    }

    @Test
    void restartsTheContainerWhereItsPolicySaysSo() {
        Container strict = new ContainerBuilder(app("500m"))
                .addNewResizePolicy("cpu", "RestartContainer")
                .build();
        Pod pod = PodHarness.pod(strict)
                .editSpec()
                .withRestartPolicy("Never")
                .endSpec()
                .build();
        PodWorker worker = at.start(pod);
        worker.update(resized(pod, "1"));
        assertThat(at.api.events).contains("Normal Killing spec.containers{app} Container app resize requires restart");
        assertThat(at.has("PodResizeInProgress")).isTrue();
        at.run("app").exits(0);
        assertThat(at.runs("app")).isEqualTo(2);
        assertThat(cpu()).isEqualTo(new Quantity("1"));
        assertThat(at.has("PodResizeInProgress")).isFalse();
    }

    @Test
    void defersWhatTheNodeHasNoRoomForUntilThereIs() {
        at.room.admit("other", asking("3"));
        Pod pod = PodHarness.pod(app("500m")).build();
        PodWorker worker = at.start(pod);
        worker.update(resized(pod, "2"));
        assertThat(at.condition("PodResizePending").getReason()).isEqualTo("Deferred");
        assertThat(at.condition("PodResizePending").getMessage())
                .isEqualTo("Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000");
        assertThat(cpu()).isEqualTo(new Quantity("500m"));
        assertThat(at.api.events.stream().filter(event -> event.contains("ResizeDeferred")))
                .containsExactly("Warning ResizeDeferred Pod resize Deferred: {\"containers\":[{\"name\":\"app\","
                        + "\"resources\":{\"requests\":{\"cpu\":\"2\"}}}],\"generation\":2,\"error\":\"Node didn't have"
                        + " enough resource: cpu, requested: 2000, used: 3000, capacity: 4000\"}");
        at.room.release("other");
        assertThat(cpu()).isEqualTo(new Quantity("2"));
        assertThat(at.has("PodResizePending")).isFalse();
        assertThat(at.api.dropped).contains("PodResizePending");
    }

    @Test
    void asksAgainWhenAnotherPodHasShrunk() {
        at.room.admit("other", asking("3"));
        Pod pod = PodHarness.pod(app("500m")).build();
        at.start(pod).update(resized(pod, "2"));
        assertThat(at.room.change("other", asking("1"), () -> {})).isEmpty();
        assertThat(cpu()).isEqualTo(new Quantity("2"));
    }

    @Test
    void keepsWhatWasGrantedAcrossARestartOfTheKubelet() {
        at.room.admit("other", asking("3"));
        Pod pod = PodHarness.pod(app("500m")).build();
        at.start(pod).update(resized(pod, "2"));
        Pod known = new PodBuilder(resized(pod, "2")).withStatus(at.status()).build();
        PodWorker later = new PodWorker(at.node(), known, () -> {});
        later.wake();
        assertThat(cpu()).isEqualTo(new Quantity("500m"));
        assertThat(at.condition("PodResizePending").getReason()).isEqualTo("Deferred");
    }

    @Test
    void asksForTheLargestInitContainerBesideTheSidecarsBeforeIt() {
        PodSpecBuilder spec = new PodSpecBuilder()
                .withContainers(app("1"), app("500m"))
                .withInitContainers(
                        new ContainerBuilder(app("250m"))
                                .withRestartPolicy("Always")
                                .build(),
                        app("3"),
                        app("2"));
        assertThat(PodAmounts.requests(spec.build()).of("cpu")).isEqualByComparingTo("3.25");
        assertThat(PodAmounts.requests(
                                spec.addToOverhead("cpu", new Quantity("100m")).build())
                        .of("cpu"))
                .isEqualByComparingTo("3.35");
        assertThat(PodAmounts.requests(spec.withNewResources()
                                .addToRequests("cpu", new Quantity("2"))
                                .endResources()
                                .build())
                        .of("cpu"))
                .isEqualByComparingTo("2.1");
        assertThat(List.of(PodAmounts.requests(new PodSpecBuilder().build()).of("cpu")))
                .containsExactly(java.math.BigDecimal.ZERO);
    }
}
