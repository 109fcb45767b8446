package dev.coracle.controllers.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.client.ObjectKey;
import dev.coracle.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Expectations expectations = new Expectations(clock);
    private final ObjectKey web = new ObjectKey("default", "web");

    @Test
    void waitsUntilEveryCreationIsSeen() {
        assertThat(expectations.satisfied(web)).isTrue();
        expectations.expectCreations(web, 2);
        expectations.creationObserved(web);
        assertThat(expectations.satisfied(web)).isFalse();
        expectations.creationObserved(web);
        assertThat(expectations.satisfied(web)).isTrue();
    }

    @Test
    void aDeletionSeenTwiceCountsOnce() {
        expectations.expectDeletions(web, List.of("u1", "u2"));
        expectations.deletionObserved(web, "u1");
        expectations.deletionObserved(web, "u1");
        assertThat(expectations.satisfied(web)).isFalse();
        expectations.deletionObserved(web, "u2");
        assertThat(expectations.satisfied(web)).isTrue();
    }

    @Test
    void givesUpAfterFiveMinutes() {
        expectations.expectCreations(web, 1);
        clock.advance(Duration.ofMinutes(5).plusMillis(1));
        assertThat(expectations.satisfied(web)).isTrue();
    }
}
