package dev.coracle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.clock.ManualClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final Endpoint A = Endpoint.of("127.244.0.1", 80);
    private static final Endpoint B = Endpoint.of("127.244.0.2", 80);
    private static final Optional<Duration> TEN_SECONDS = Optional.of(Duration.ofSeconds(10));

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Balancer balancer = new Balancer(clock);
    private final InetAddress alice = address("127.0.0.1");
    private final InetAddress bob = address("127.0.0.2");

    @Test
    void aClientKeepsItsEndpointWhileItComesBackInTime() {
        balancer.update(List.of(A, B), TEN_SECONDS);
        assertThat(balancer.pick(alice)).isEqualTo(A);
        assertThat(balancer.pick(bob)).isEqualTo(B);
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(9));
            assertThat(balancer.pick(alice)).isEqualTo(A);
        }
    }

    @Test
    void aClientThatStayedAwayLongerThanTheTimeoutTakesTheNextTurn() {
        balancer.update(List.of(A, B), TEN_SECONDS);
        balancer.pick(alice);
        clock.advance(Duration.ofSeconds(11));
        assertThat(balancer.pick(alice)).isEqualTo(B);
    }

    @Test
    void aClientMovesWhenItsEndpointGoesOrRefuses() {
        balancer.update(List.of(A, B), TEN_SECONDS);
        assertThat(balancer.pick(alice)).isEqualTo(A);
        assertThat(balancer.pickAnother(alice, List.of(A))).isEqualTo(B);
        assertThat(balancer.pick(alice)).isEqualTo(B);
        balancer.update(List.of(A), TEN_SECONDS);
        assertThat(balancer.pick(alice)).isEqualTo(A);
    }

    @Test
    void affinityThatIsTurnedOffIsForgotten() {
        balancer.update(List.of(A, B), TEN_SECONDS);
        balancer.pick(alice);
        balancer.update(List.of(A, B), Optional.empty());
        assertThat(balancer.pick(alice)).isEqualTo(B);
        assertThat(balancer.pick(alice)).isEqualTo(A);
    }

    @Test
    void theTableForgetsTheClientThatConnectedLongestAgo() {
        AffinityTable table = new AffinityTable(clock, Duration.ofHours(1));
        table.put(alice, A);
        table.put(bob, A);
        table.get(alice);
        for (int i = 0; i < AffinityTable.CAPACITY - 1; i++) {
            table.put(address("10." + (i >> 16) + "." + ((i >> 8) & 255) + "." + (i & 255)), B);
        }
        assertThat(table.get(bob)).isNull();
        assertThat(table.get(alice)).isEqualTo(A);
    }

    private static InetAddress address(String ip) {
        try {
            return InetAddress.getByName(ip);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
