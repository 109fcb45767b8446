package dev.coracle.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.clock.ManualClock;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContainerProbesTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<Boolean> changes = new ArrayList<>();
    private boolean healthy = true;
    private int asked;

    private ProbeTimer timer(Probe spec, boolean onceFailedDone) {
        ProbeTimer timer = new ProbeTimer(
                clock,
                Runnable::run,
                spec,
                () -> {
                    asked++;
                    return healthy ? ProbeOutcome.Success.INSTANCE : new ProbeOutcome.Failure("ill");
                },
                onceFailedDone,
                (outcome, changed) -> {
                    if (changed) {
                        changes.add(outcome == ProbeOutcome.Success.INSTANCE);
                    }
                });
        timer.start(clock.instant());
        return timer;
    }

    private void advance(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void asksFromTheInitialDelayOnAndEveryPeriod() {
        ProbeTimer timer = timer(
                new ProbeBuilder()
                        .withInitialDelaySeconds(5)
                        .withPeriodSeconds(3)
                        .build(),
                false);
        advance(4);
        assertThat(asked).isZero();
        advance(1);
        assertThat(asked).isEqualTo(1);
        assertThat(timer.verdict()).isTrue();
        advance(9);
        assertThat(asked).isEqualTo(4);
        assertThat(changes).containsExactly(true);
    }

    @Test
    void believesOnlyAsManyAnswersAsTheThresholdsSay() {
        ProbeTimer timer = timer(
                new ProbeBuilder()
                        .withPeriodSeconds(1)
                        .withSuccessThreshold(2)
                        .withFailureThreshold(3)
                        .build(),
                false);
        advance(0);
        assertThat(timer.verdict()).isNull();
        advance(1);
        assertThat(timer.verdict()).isTrue();
        healthy = false;
        advance(2);
        assertThat(timer.verdict()).isTrue();
        healthy = true;
        advance(1);
        healthy = false;
        advance(2);
        assertThat(timer.verdict()).isTrue();
        advance(1);
        assertThat(timer.verdict()).isFalse();
        healthy = true;
        advance(2);
        assertThat(timer.verdict()).isTrue();
        assertThat(changes).containsExactly(true, false, true);
    }

    @Test
    void asksNoMoreOnceAFatalProbeHasFailed() {
        healthy = false;
        ProbeTimer timer = timer(new ProbeBuilder().withPeriodSeconds(1).build(), true);
        advance(2);
        assertThat(timer.verdict()).isFalse();
        assertThat(asked).isEqualTo(3);
        advance(10);
        assertThat(asked).isEqualTo(3);
        assertThat(changes).containsExactly(false);
    }

    @Test
    void stopsWhenClosed() {
        ProbeTimer timer = timer(new ProbeBuilder().withPeriodSeconds(1).build(), false);
        advance(1);
        timer.close();
        advance(10);
        assertThat(asked).isEqualTo(2);
    }

    /** Issue 117153 of kubernetes/kubernetes: a startup probe that had succeeded was asked once more. */
    @Test
    void asksNoMoreForTheStartupOnceItHasSucceeded() {
        Container container = new ContainerBuilder()
                .withStartupProbe(new ProbeBuilder().withPeriodSeconds(1).build())
                .withReadinessProbe(new ProbeBuilder().withPeriodSeconds(5).build())
                .build();
        List<ProbeKind> askedKinds = new ArrayList<>();
        ProbeActions actions = ProbeActions.succeeding(container).failing(kind -> {
            askedKinds.add(kind);
            return kind == ProbeKind.STARTUP && askedKinds.size() < 3;
        });
        ContainerProbes probes =
                new ContainerProbes(clock, Runnable::run, actions, clock.instant(), new ContainerProbes.Listener() {
                    @Override
                    public void failed(String message) {}

                    @Override
                    public void changed() {}
                });
        probes.start();
        advance(1);
        assertThat(probes.isStarted()).isFalse();
        assertThat(probes.isReady()).isFalse();
        advance(1);
        assertThat(probes.isStarted()).isTrue();
        assertThat(probes.isReady()).isTrue();
        advance(10);
        assertThat(askedKinds)
                .containsExactly(
                        ProbeKind.STARTUP,
                        ProbeKind.STARTUP,
                        ProbeKind.STARTUP,
                        ProbeKind.READINESS,
                        ProbeKind.READINESS,
                        ProbeKind.READINESS);
        probes.close();
    }
}
