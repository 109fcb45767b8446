package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node has for its pods, and how much of it each was granted. Guarded by its own monitor, which is not held while
 * those who wait for room are woken.
 */
public final class NodeRoom {
    private final Map<String, Quantity> allocatable;
    private final Map<String, PodAmounts> granted = new HashMap<>();
    private final Map<String, Runnable> waiting = new LinkedHashMap<>();

    public NodeRoom(Map<String, Quantity> allocatable) {
        this.allocatable = Map.copyOf(allocatable);
    }

    public Map<String, Quantity> allocatable() {
        return allocatable;
    }

    /** A pod that was bound here takes what it asks for: whether that fits is the scheduler's business. */
    synchronized void admit(String podUid, PodAmounts requests) {
        granted.put(podUid, requests);
    }

    /**
     * Grants a pod other requests than it has, or says in the kubelet's words (v1.36) what is lacking, and calls {@code
     * onRoom} once when it may be worth asking again.
     */
    Optional<String> change(String podUid, PodAmounts requests, Runnable onRoom) {
        List<Runnable> woken;
        synchronized (this) {
            Optional<String> lacking = lacking(podUid, requests);
            if (lacking.isPresent()) {
                waiting.put(podUid, onRoom);
                return lacking;
            }
            granted.put(podUid, requests);
            waiting.remove(podUid);
            woken = takeWaiting();
        }
        woken.forEach(Runnable::run);
        return Optional.empty();
    }

    private Optional<String> lacking(String podUid, PodAmounts requests) {
        for (String resource : List.of("cpu", "memory")) {
            BigDecimal used = granted.entrySet().stream()
                    .filter(each -> !each.getKey().equals(podUid))
                    .map(each -> each.getValue().of(resource))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            Quantity there = allocatable.get(resource);
            BigDecimal capacity = there == null ? BigDecimal.ZERO : there.getNumericalAmount();
            BigDecimal requested = requests.of(resource);
            if (requested.signum() > 0 && requested.compareTo(capacity.subtract(used)) > 0) {
                return Optional.of("Node didn't have enough resource: " + resource + ", requested: "
                        + whole(resource, requested) + ", used: " + whole(resource, used) + ", capacity: "
                        + whole(resource, capacity));
            }
        }
        return Optional.empty();
    }

    private List<Runnable> takeWaiting() {
        List<Runnable> all = new ArrayList<>(waiting.values());
        waiting.clear();
        return all;
    }

    /** Processors are counted in thousandths. */
    private static String whole(String resource, BigDecimal amount) {
        return (resource.equals("cpu") ? amount.movePointRight(3) : amount)
                .setScale(0, RoundingMode.CEILING)
                .toPlainString();
    }

    void release(String podUid) {
        List<Runnable> woken;
        synchronized (this) {
            waiting.remove(podUid);
            if (granted.remove(podUid) == null) {
                return;
            }
            woken = takeWaiting();
        }
        woken.forEach(Runnable::run);
    }
}
