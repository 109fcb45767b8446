package dev.coracle.controllers.endpointslice;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spreads endpoints over slices. An endpoint stays in the slice it is in; new ones fill the fullest slice that has room;
 * slices that would be left empty are reused for what needs a new one, and deleted otherwise. A Service without
 * endpoints keeps one empty slice.
 */
final class SlicePlan {
    /** Upstream's {@code --max-endpoints-per-slice}. */
    static final int MAX_PER_SLICE = 100;

    private SlicePlan() {}

    /** What a slice should hold; without {@code existing} it is a new one. */
    record Content(@Nullable EndpointSlice existing, List<EndpointPort> ports, List<Endpoint> endpoints) {}

    /** {@code contents} are all slices there should be, changed or not. */
    record Plan(List<Content> contents, List<EndpointSlice> surplus) {}

    /** For one address type; {@code wanted} are the endpoints by the ports they offer. */
    static Plan of(Collection<EndpointSlice> existing, Map<List<EndpointPort>, List<Endpoint>> wanted) {
        Map<List<EndpointPort>, List<EndpointSlice>> slicesByPorts = new LinkedHashMap<>();
        for (EndpointSlice slice : existing) {
            slicesByPorts
                    .computeIfAbsent(slice.getPorts(), p -> new ArrayList<>())
                    .add(slice);
        }
        List<Content> contents = new ArrayList<>();
        Deque<EndpointSlice> free = new ArrayDeque<>();
        wanted.forEach((ports, endpoints) -> {
            List<EndpointSlice> slices = slicesByPorts.remove(ports);
            distribute(ports, endpoints, slices == null ? List.of() : slices, contents, free);
        });
        slicesByPorts.values().forEach(free::addAll);
        if (contents.isEmpty()) {
            contents.add(new Content(null, List.of(), List.of()));
        }
        List<Content> reused = new ArrayList<>();
        for (Content content : contents) {
            reused.add(
                    content.existing() == null && !free.isEmpty()
                            ? new Content(free.remove(), content.ports(), content.endpoints())
                            : content);
        }
        return new Plan(reused, List.copyOf(free));
    }

    private static void distribute(
            List<EndpointPort> ports,
            List<Endpoint> endpoints,
            List<EndpointSlice> slices,
            List<Content> contents,
            Deque<EndpointSlice> free) {
        Map<String, Endpoint> unplaced = new LinkedHashMap<>();
        endpoints.forEach(e -> unplaced.put(identity(e), e));
        Map<EndpointSlice, List<Endpoint>> kept = new HashMap<>();
        List<EndpointSlice> withRoom = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            List<Endpoint> stay = new ArrayList<>();
            for (Endpoint endpoint : slice.getEndpoints()) {
                Endpoint now = unplaced.remove(identity(endpoint));
                if (now != null) {
                    stay.add(now);
                }
            }
            kept.put(slice, stay);
            withRoom.add(slice);
        }
        withRoom.sort((a, b) -> Integer.compare(kept.get(b).size(), kept.get(a).size()));
        Deque<Endpoint> queue = new ArrayDeque<>(unplaced.values());
        for (EndpointSlice slice : withRoom) {
            List<Endpoint> content = kept.get(slice);
            // An empty slice is only filled when everything else is full: it may rather go.
            while (!queue.isEmpty() && content.size() < MAX_PER_SLICE) {
                content.add(queue.remove());
            }
        }
        for (EndpointSlice slice : slices) {
            if (kept.get(slice).isEmpty()) {
                free.add(slice);
            } else {
                contents.add(new Content(slice, ports, kept.get(slice)));
            }
        }
        while (!queue.isEmpty()) {
            List<Endpoint> content = new ArrayList<>();
            while (!queue.isEmpty() && content.size() < MAX_PER_SLICE) {
                content.add(queue.remove());
            }
            contents.add(new Content(null, ports, content));
        }
    }

    /** A pod is the same endpoint whatever its conditions; its address belongs to it. */
    private static String identity(Endpoint endpoint) {
        String pod =
                endpoint.getTargetRef() == null ? "" : endpoint.getTargetRef().getUid();
        return pod + "@" + String.join(",", endpoint.getAddresses());
    }
}
