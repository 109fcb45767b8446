package dev.coracle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.client.EventCorrelator.Drop;
import dev.coracle.client.EventCorrelator.First;
import dev.coracle.client.EventCorrelator.Repeat;
import dev.coracle.clock.ManualClock;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventCorrelatorTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final EventCorrelator correlator = new EventCorrelator(clock, "replicaset-controller");
    private final ObjectReference web = new ObjectReferenceBuilder()
            .withKind("ReplicaSet")
            .withNamespace("default")
            .withName("web")
            .withUid("u1")
            .build();

    @Test
    void theFirstIsAnEventOfItsOwn() {
        First first = (First) correlator.correlate(happening("Created pod: web-1"));

        assertThat(first.event().getMetadata().getName()).matches("web\\.[0-9a-f]{16}");
        assertThat(first.event().getCount()).isEqualTo(1);
        assertThat(first.event().getSource().getComponent()).isEqualTo("replicaset-controller");
        assertThat(first.event().getFirstTimestamp()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void theSameAgainRaisesTheCount() {
        First first = (First) correlator.correlate(happening("hello"));
        correlator.stored(first, "web.1");
        clock.advance(Duration.ofMinutes(1));

        assertThat(correlator.correlate(happening("hello")))
                .isEqualTo(new Repeat("default", "web.1", 2, clock.instant(), "hello"));
    }

    @Test
    void startsAnewWhenTheEventIsGone() {
        correlator.stored((First) correlator.correlate(happening("hello")), "web.1");

        correlator.stored(correlator.startAnew(happening("hello")), "web.2");

        assertThat(((Repeat) correlator.correlate(happening("hello"))).name()).isEqualTo("web.2");
    }

    @Test
    void moreThanTenSimilarMessagesBecomeOne() {
        for (int i = 0; i < 10; i++) {
            First first = (First) correlator.correlate(happening("Created pod: web-" + i));
            correlator.stored(first, "web." + i);
        }

        First combined = (First) correlator.correlate(happening("Created pod: web-10"));
        correlator.stored(combined, "web.many");
        Repeat next = (Repeat) correlator.correlate(happening("Created pod: web-11"));

        assertThat(combined.event().getMessage()).isEqualTo("(combined from similar events): Created pod: web-10");
        assertThat(next.name()).isEqualTo("web.many");
        assertThat(next.count()).isEqualTo(2);
    }

    @Test
    void anObjectIsHeldToABurstOf25AndThenOneInFiveMinutes() {
        for (int i = 0; i < 25; i++) {
            assertThat(correlator.correlate(happening("m" + i))).isNotInstanceOf(Drop.class);
        }
        assertThat(correlator.correlate(happening("one too many"))).isInstanceOf(Drop.class);

        clock.advance(Duration.ofMinutes(5));

        assertThat(correlator.correlate(happening("again"))).isNotInstanceOf(Drop.class);
    }

    @Test
    void namesDifferWhileTheClockStandsStill() {
        First one = (First) correlator.correlate(happening("one"));
        First two = (First) correlator.correlate(happening("two"));

        assertThat(one.event().getMetadata().getName())
                .isNotEqualTo(two.event().getMetadata().getName());
    }

    private EventRecord happening(String message) {
        return new EventRecord(web, EventRecorder.NORMAL, "SuccessfulCreate", message, "", clock.instant());
    }
}
