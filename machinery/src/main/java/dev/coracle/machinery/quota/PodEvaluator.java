package dev.coracle.machinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What pods use: what their containers ask for until they end, and themselves as long as they are stored. */
final class PodEvaluator implements QuotaEvaluator {
    private static final String COUNT = "count/pods";
    private static final String REQUESTS = "requests.";
    private static final Set<String> NAMES = Set.of(
            COUNT,
            "pods",
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");
    /** What each container must say where a quota bounds it. */
    private static final Set<String> REQUIRED =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    @Override
    public boolean handles(String subresource, ObjectNode pod, @Nullable ObjectNode old) {
        return switch (subresource) {
            case "" -> old == null || hasDeadline(old) != hasDeadline(pod);
            case "resize" -> old != null;
            default -> false;
        };
    }

    @Override
    public boolean uses(String amount) {
        return NAMES.contains(amount)
                || amount.startsWith(ResourceNames.HUGE_PAGES)
                || amount.startsWith(REQUESTS + ResourceNames.HUGE_PAGES)
                || isExtended(amount);
    }

    /** Such as {@code requests.nvidia.com/gpu}. */
    private static boolean isExtended(String amount) {
        return amount.startsWith(REQUESTS)
                && (!ResourceNames.isNative(amount)
                        || amount.startsWith("requests.deviceclass.resource.kubernetes.io/"));
    }

    @Override
    public boolean isIn(QuotaScope scope, ObjectNode pod) {
        return switch (scope.name()) {
            case "Terminating" -> hasDeadline(pod);
            case "NotTerminating" -> !hasDeadline(pod);
            case "BestEffort" -> isBestEffort(pod);
            case "NotBestEffort" -> !isBestEffort(pod);
            case "PriorityClass" -> scope.selects(Tree.text(Tree.spec(pod), "priorityClassName"));
            case "CrossNamespacePodAffinity" -> looksIntoOtherNamespaces(pod);
            default -> false;
        };
    }

    private static boolean hasDeadline(ObjectNode pod) {
        JsonNode deadline = Tree.get(Tree.spec(pod), "activeDeadlineSeconds");
        return deadline.isNumber() && deadline.asLong() >= 0;
    }

    private static boolean isBestEffort(ObjectNode pod) {
        return Tree.text(Tree.status(pod), "qosClass").equals("BestEffort");
    }

    private static boolean looksIntoOtherNamespaces(ObjectNode pod) {
        for (String kind : new String[] {"podAffinity", "podAntiAffinity"}) {
            JsonNode affinity = Tree.get(Tree.spec(pod), "affinity", kind);
            for (JsonNode term : Tree.get(affinity, "requiredDuringSchedulingIgnoredDuringExecution")) {
                if (looksIntoOtherNamespaces(term)) {
                    return true;
                }
            }
            for (JsonNode weighted : Tree.get(affinity, "preferredDuringSchedulingIgnoredDuringExecution")) {
                if (looksIntoOtherNamespaces(Tree.get(weighted, "podAffinityTerm"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean looksIntoOtherNamespaces(JsonNode term) {
        return !Tree.isEmpty(term, "namespaces") || Tree.has(term, "namespaceSelector");
    }

    /** Only of CPU and memory, and only where the pod as a whole says nothing. */
    @Override
    public String missing(Set<String> amounts, ObjectNode pod) {
        JsonNode spec = Tree.spec(pod);
        if (saysForItself(spec, "requests") || saysForItself(spec, "limits")) {
            return "";
        }
        Set<String> required = new TreeSet<>(amounts);
        required.retainAll(REQUIRED);
        List<String> missing = new ArrayList<>();
        for (String amount : required) {
            Set<String> containers = new TreeSet<>();
            for (String list : new String[] {"containers", "initContainers"}) {
                for (JsonNode container : Tree.get(spec, list)) {
                    JsonNode resources = Tree.get(container, "resources");
                    if (!named(Amounts.of(Tree.get(resources, "requests")), Amounts.of(Tree.get(resources, "limits")))
                            .containsKey(amount)) {
                        containers.add(Tree.text(container, "name"));
                    }
                }
            }
            if (!containers.isEmpty()) {
                missing.add(amount + " for: " + String.join(",", containers));
            }
        }
        return missing.isEmpty() ? "" : "must specify " + String.join("; ", missing);
    }

    private static boolean saysForItself(JsonNode spec, String list) {
        return Tree.entries(Tree.get(spec, "resources", list)).stream()
                .anyMatch(entry -> ResourceNames.isPodLevel(entry.getKey()));
    }

    @Override
    public Map<String, Quantity> usage(ObjectNode pod, Instant now) {
        Map<String, Quantity> usage = new TreeMap<>();
        usage.put(COUNT, CountEvaluator.ONE);
        return hasEnded(pod, now) ? usage : Amounts.plus(usage, named(total(pod, "requests"), total(pod, "limits")));
    }

    private static boolean hasEnded(ObjectNode pod, Instant now) {
        String phase = Tree.text(Tree.status(pod), "phase");
        JsonNode metadata = Tree.metadata(pod);
        return phase.equals("Failed")
                || phase.equals("Succeeded")
                || (Tree.has(metadata, "deletionTimestamp")
                        && Tree.has(metadata, "deletionGracePeriodSeconds")
                        && now.isAfter(Instant.parse(Tree.text(metadata, "deletionTimestamp"))
                                .plusSeconds(Tree.number(metadata, "deletionGracePeriodSeconds"))));
    }

    private static Map<String, Quantity> total(ObjectNode pod, String list) {
        JsonNode spec = Tree.spec(pod);
        Map<String, Quantity> total = ContainerSums.ofPod(spec, list);
        Amounts.of(Tree.get(spec, "overhead")).forEach((name, amount) -> {
            // A limit that is not there stays none.
            if (list.equals("requests") || total.containsKey(name)) {
                total.merge(name, amount, Quantity::plus);
            }
        });
        return total;
    }

    /** Amounts under the names that quotas have for them. */
    private static Map<String, Quantity> named(Map<String, Quantity> requests, Map<String, Quantity> limits) {
        Map<String, Quantity> named = new TreeMap<>();
        named.put("pods", CountEvaluator.ONE);
        requests.forEach((name, amount) -> {
            boolean computing = NAMES.contains(name) || name.startsWith(ResourceNames.HUGE_PAGES);
            if (computing) {
                named.put(name, amount);
            }
            if (computing || ResourceNames.isExtended(name)) {
                named.put(REQUESTS + name, amount);
            }
        });
        limits.forEach((name, amount) -> {
            if (NAMES.contains("limits." + name)) {
                named.put("limits." + name, amount);
            }
        });
        return named;
    }
}
