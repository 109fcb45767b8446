package dev.coracle.controllers.resourcequota;

import dev.coracle.client.ApiTime;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What pods use: what their containers ask for until they end, and themselves as long as they are stored. */
final class PodEvaluator implements Evaluator<Pod> {
    private static final String COUNT = "count/pods";
    private static final String REQUESTS = "requests.";
    private static final String HUGE_PAGES = "hugepages-";
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

    @Override
    public boolean uses(String amount) {
        return NAMES.contains(amount)
                || amount.startsWith(HUGE_PAGES)
                || amount.startsWith(REQUESTS + HUGE_PAGES)
                || (amount.startsWith(REQUESTS) && isExtended(amount))
                || amount.startsWith("requests.deviceclass.resource.kubernetes.io/");
    }

    /** With a domain that is not Kubernetes' own. */
    private static boolean isExtended(String name) {
        return name.indexOf('/') >= 0 && !name.contains("kubernetes.io/");
    }

    @Override
    public boolean isIn(Scope scope, Pod pod) {
        return switch (scope.name()) {
            case "Terminating" -> hasDeadline(pod);
            case "NotTerminating" -> !hasDeadline(pod);
            case "BestEffort" -> isBestEffort(pod);
            case "NotBestEffort" -> !isBestEffort(pod);
            case "PriorityClass" -> scope.selects(pod.getSpec().getPriorityClassName());
            case "CrossNamespacePodAffinity" -> affinityTerms(pod).anyMatch(PodEvaluator::looksIntoOtherNamespaces);
            default -> false;
        };
    }

    private static boolean hasDeadline(Pod pod) {
        Long deadline = pod.getSpec().getActiveDeadlineSeconds();
        return deadline != null && deadline >= 0;
    }

    private static boolean isBestEffort(Pod pod) {
        return pod.getStatus() != null && "BestEffort".equals(pod.getStatus().getQosClass());
    }

    private static Stream<PodAffinityTerm> affinityTerms(Pod pod) {
        Stream.Builder<PodAffinityTerm> terms = Stream.builder();
        var affinity = pod.getSpec().getAffinity();
        if (affinity != null && affinity.getPodAffinity() != null) {
            affinity.getPodAffinity()
                    .getRequiredDuringSchedulingIgnoredDuringExecution()
                    .forEach(terms);
            affinity.getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                    .map(WeightedPodAffinityTerm::getPodAffinityTerm)
                    .forEach(terms);
        }
        if (affinity != null && affinity.getPodAntiAffinity() != null) {
            affinity.getPodAntiAffinity()
                    .getRequiredDuringSchedulingIgnoredDuringExecution()
                    .forEach(terms);
            affinity.getPodAntiAffinity().getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                    .map(WeightedPodAffinityTerm::getPodAffinityTerm)
                    .forEach(terms);
        }
        return terms.build();
    }

    private static boolean looksIntoOtherNamespaces(PodAffinityTerm term) {
        return !term.getNamespaces().isEmpty() || term.getNamespaceSelector() != null;
    }

    @Override
    public Map<String, Amount> usage(Pod pod, Instant now) {
        Map<String, Amount> usage = new TreeMap<>();
        usage.put(COUNT, Amount.ONE);
        if (hasEnded(pod, now)) {
            return usage;
        }
        usage.put("pods", Amount.ONE);
        total(pod.getSpec(), ResourceRequirements::getRequests, true).forEach((name, amount) -> {
            boolean computing = NAMES.contains(name) || name.startsWith(HUGE_PAGES);
            if (computing) {
                usage.put(name, amount);
            }
            if (computing || isExtended(name)) {
                usage.put(REQUESTS + name, amount);
            }
        });
        total(pod.getSpec(), ResourceRequirements::getLimits, false).forEach((name, amount) -> {
            if (NAMES.contains("limits." + name)) {
                usage.put("limits." + name, amount);
            }
        });
        return usage;
    }

    private static boolean hasEnded(Pod pod, Instant now) {
        ObjectMeta metadata = pod.getMetadata();
        return PodFacts.isFinished(pod)
                || (metadata.getDeletionTimestamp() != null
                        && metadata.getDeletionGracePeriodSeconds() != null
                        && now.isAfter(ApiTime.parse(metadata.getDeletionTimestamp())
                                .plusSeconds(metadata.getDeletionGracePeriodSeconds())));
    }

    /**
     * What all containers have together, or more for a while if an init container, beside the sidecars started before it,
     * needs more; unless the pod says itself what it has. Overhead adds to requests, and to limits where there are any.
     */
    private static Map<String, Amount> total(
            PodSpec spec, Function<ResourceRequirements, @Nullable Map<String, Quantity>> list, boolean requests) {
        Map<String, Amount> total = new TreeMap<>();
        spec.getContainers().forEach(container -> Amount.add(total, amounts(container, list)));
        Map<String, Amount> sidecars = new TreeMap<>();
        Map<String, Amount> peak = new TreeMap<>();
        for (Container container : spec.getInitContainers()) {
            Map<String, Amount> amounts = amounts(container, list);
            if ("Always".equals(container.getRestartPolicy())) {
                Amount.add(total, amounts);
                Amount.add(sidecars, amounts);
                Amount.max(peak, sidecars);
            } else {
                Map<String, Amount> together = new TreeMap<>(sidecars);
                Amount.add(together, amounts);
                Amount.max(peak, together);
            }
        }
        Amount.max(total, peak);
        amounts(spec.getResources(), list).forEach((name, amount) -> {
            if (name.equals("cpu") || name.equals("memory") || name.startsWith(HUGE_PAGES)) {
                total.put(name, amount);
            }
        });
        if (spec.getOverhead() != null) {
            Amount.of(spec.getOverhead()).forEach((name, amount) -> {
                if (requests || total.containsKey(name)) {
                    total.merge(name, amount, Amount::plus);
                }
            });
        }
        return total;
    }

    private static Map<String, Amount> amounts(
            Container container, Function<ResourceRequirements, @Nullable Map<String, Quantity>> list) {
        return amounts(container.getResources(), list);
    }

    private static Map<String, Amount> amounts(
            @Nullable ResourceRequirements resources,
            Function<ResourceRequirements, @Nullable Map<String, Quantity>> list) {
        Map<String, Quantity> quantities = resources == null ? null : list.apply(resources);
        return quantities == null ? Map.of() : Amount.of(quantities);
    }
}
