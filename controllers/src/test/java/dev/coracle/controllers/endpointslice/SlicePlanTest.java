package dev.coracle.controllers.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.client.ObjectKey;
import dev.coracle.controllers.endpointslice.SlicePlan.Content;
import dev.coracle.controllers.endpointslice.SlicePlan.Plan;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlicePlanTest {
    private final List<EndpointPort> http =
            List.of(new EndpointPortBuilder().withName("").withPort(80).build());
    private final List<EndpointPort> other =
            List.of(new EndpointPortBuilder().withName("").withPort(81).build());

    @Test
    void aServiceWithoutEndpointsHasOneEmptySlice() {
        Plan plan = SlicePlan.of(List.of(), Map.of());

        assertThat(plan.contents()).containsExactly(new Content(null, List.of(), List.of()));
    }

    @Test
    void theLastEndpointToGoEmptiesItsSliceRatherThanReplacingIt() {
        EndpointSlice slice = slice("s1", http, 0, 3);

        Plan plan = SlicePlan.of(List.of(slice), Map.of());

        assertThat(plan.contents()).containsExactly(new Content(slice, List.of(), List.of()));
        assertThat(plan.surplus()).isEmpty();
    }

    @Test
    void holdsAHundredPerSlice() {
        Plan plan = SlicePlan.of(List.of(), Map.of(http, endpoints(0, 250)));

        assertThat(plan.contents()).extracting(c -> c.endpoints().size()).containsExactly(100, 100, 50);
    }

    @Test
    void oneNewEndpointTouchesOneSlice() {
        EndpointSlice full = slice("full", http, 0, 100);
        EndpointSlice half = slice("half", http, 100, 150);

        Plan plan = SlicePlan.of(List.of(full, half), Map.of(http, endpoints(0, 151)));

        assertThat(plan.contents()).hasSize(2);
        assertThat(plan.contents().get(0).endpoints()).isEqualTo(full.getEndpoints());
        assertThat(plan.contents().get(1).endpoints()).hasSize(51);
        assertThat(plan.surplus()).isEmpty();
    }

    @Test
    void anEndpointThatChangesStaysWhereItIs() {
        EndpointSlice slice = slice("s1", http, 0, 2);
        Endpoint unready = new EndpointBuilder(endpoint(0))
                .withNewConditions(false, false, false)
                .build();

        Plan plan = SlicePlan.of(List.of(slice), Map.of(http, List.of(unready, endpoint(1))));

        assertThat(plan.contents()).containsExactly(new Content(slice, http, List.of(unready, endpoint(1))));
    }

    @Test
    void podsWithOtherPortsGetASliceOfTheirOwnAndAnEmptiedOneIsReused() {
        EndpointSlice slice = slice("s1", http, 0, 2);

        Plan plan = SlicePlan.of(List.of(slice), Map.of(other, endpoints(0, 2)));

        assertThat(plan.contents()).containsExactly(new Content(slice, other, endpoints(0, 2)));
    }

    @Test
    void whatIsEmptyAndNotNeededGoes() {
        EndpointSlice one = slice("s1", http, 0, 2);
        EndpointSlice two = slice("s2", http, 2, 4);

        Plan plan = SlicePlan.of(List.of(one, two), Map.of(http, endpoints(0, 2)));

        assertThat(plan.surplus()).containsExactly(two);
    }

    @Test
    void theTrackerHoldsBackUntilTheCacheShowsWhatWasWritten() {
        SliceTracker tracker = new SliceTracker();
        ObjectKey web = new ObjectKey("default", "web");
        EndpointSlice slice = slice("s1", http, 0, 1);
        slice.getMetadata().setGeneration(2L);
        tracker.written(web, slice);

        assertThat(tracker.isCurrent(web, List.of())).isFalse();
        EndpointSlice stale = slice("s1", http, 0, 1);
        stale.getMetadata().setGeneration(1L);
        assertThat(tracker.isCurrent(web, List.of(stale))).isFalse();
        assertThat(tracker.isCurrent(web, List.of(slice))).isTrue();
        tracker.deleted(web, slice);
        assertThat(tracker.isCurrent(web, List.of(slice))).isFalse();
        assertThat(tracker.isCurrent(web, List.of())).isTrue();
    }

    private static EndpointSlice slice(String name, List<EndpointPort> ports, int from, int to) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withPorts(ports)
                .withEndpoints(endpoints(from, to))
                .build();
    }

    private static List<Endpoint> endpoints(int from, int to) {
        return IntStream.range(from, to).mapToObj(SlicePlanTest::endpoint).toList();
    }

    private static Endpoint endpoint(int i) {
        return new EndpointBuilder()
                .withAddresses("127.244.0." + i)
                .withNewConditions(true, true, false)
                .withNewTargetRef()
                .withUid("u" + i)
                .endTargetRef()
                .build();
    }
}
