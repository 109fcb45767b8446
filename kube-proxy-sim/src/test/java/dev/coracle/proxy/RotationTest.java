package dev.coracle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static final Endpoint A = Endpoint.of("127.244.0.1", 80);
    private static final Endpoint B = Endpoint.of("127.244.0.2", 80);
    private static final Endpoint C = Endpoint.of("127.244.0.3", 80);
    private static final Endpoint D = Endpoint.of("127.244.0.4", 80);
    private static final Endpoint E = Endpoint.of("127.244.0.5", 80);

    @Test
    void thirtyPicksReachThreeEndpointsTenTimesEach() {
        Rotation rotation = Rotation.empty().withEndpoints(List.of(A, B, C));
        assertThat(counts(rotation, 30)).isEqualTo(Map.of(A, 10, B, 10, C, 10));
    }

    @Test
    void countsStayEvenAfterScalingFromAnyPlaceInTheRing() {
        for (int before = 0; before < 7; before++) {
            Rotation three = Rotation.empty().withEndpoints(List.of(A, B, C));
            counts(three, before);
            Rotation five = three.withEndpoints(List.of(E, D, C, B, A));
            assertThat(counts(five, 30)).isEqualTo(Map.of(A, 6, B, 6, C, 6, D, 6, E, 6));
        }
    }

    @Test
    void theTurnStaysWhereItWasWhenOthersComeAndGo() {
        Rotation rotation = Rotation.empty().withEndpoints(List.of(A, B, C));
        rotation.pick();
        assertThat(rotation.withEndpoints(List.of(D, A, B, C)).pick()).isEqualTo(B);
        assertThat(rotation.withEndpoints(List.of(A, C)).pick()).isEqualTo(C);
        assertThat(rotation.withEndpoints(List.of(D, E)).pick()).isEqualTo(D);
    }

    @Test
    void theSameEndpointsInAnotherOrderChangeNothing() {
        Rotation rotation = Rotation.empty().withEndpoints(List.of(A, B, C));
        rotation.pick();
        assertThat(rotation.withEndpoints(List.of(C, A, B))).isSameAs(rotation);
    }

    @Test
    void theTurnsOfADeadEndpointAreSharedEvenlyByTheOthers() {
        Rotation rotation = Rotation.empty().withEndpoints(List.of(A, B, C));
        Map<Endpoint, Integer> served = new TreeMap<>((x, y) -> x.toString().compareTo(y.toString()));
        for (int i = 0; i < 30; i++) {
            Endpoint endpoint = rotation.pick();
            if (A.equals(endpoint)) {
                endpoint = rotation.pickExcept(List.of(A));
            }
            served.merge(endpoint, 1, Integer::sum);
        }
        assertThat(served).isEqualTo(Map.of(B, 15, C, 15));
    }

    @Test
    void eachEndpointIsTriedOnceAndThenNone() {
        Rotation rotation = Rotation.empty().withEndpoints(List.of(A, B, C));
        List<Endpoint> tried = new ArrayList<>();
        for (Endpoint next = rotation.pick(); next != null; next = rotation.pickExcept(tried)) {
            tried.add(next);
        }
        assertThat(tried).containsExactly(A, B, C);
    }

    @Test
    void anEmptyRingPicksNothing() {
        assertThat(Rotation.empty().pick()).isNull();
        assertThat(Rotation.empty().pickExcept(List.of())).isNull();
        assertThat(Rotation.empty()
                        .withEndpoints(List.of(A))
                        .withEndpoints(List.of())
                        .isEmpty())
                .isTrue();
    }

    @Test
    void picksFromManyThreadsAreEven() {
        Rotation rotation = Rotation.empty().withEndpoints(List.of(A, B, C));
        Map<Endpoint, Integer> served = new ConcurrentHashMap<>();
        IntStream.range(0, 30_000).parallel().forEach(i -> served.merge(rotation.pick(), 1, Integer::sum));
        assertThat(new HashSet<>(served.values())).isEqualTo(Set.of(10_000));
    }

    private static Map<Endpoint, Integer> counts(Rotation rotation, int picks) {
        Map<Endpoint, Integer> counts = new ConcurrentHashMap<>();
        for (int i = 0; i < picks; i++) {
            counts.merge(rotation.pick(), 1, Integer::sum);
        }
        return counts;
    }
}
