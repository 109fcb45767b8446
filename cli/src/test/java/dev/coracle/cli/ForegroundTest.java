package dev.coracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ForegroundTest {
    @Test
    void aDiskThatFailsForGoodEndsTheCommandWithItsReasonAndCode() {
        CompletableFuture<String> failed =
                CompletableFuture.completedFuture("data directory /d can no longer be written");

        assertThatThrownBy(() -> Foreground.run(stop -> stop.await(failed)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(74))
                .hasMessage("data directory /d can no longer be written");
    }
}
