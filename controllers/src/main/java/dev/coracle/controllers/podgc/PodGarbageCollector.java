package dev.coracle.controllers.podgc;

import dev.coracle.client.ApiTime;
import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deletes, without grace since nobody is there to end them: pods bound to a node that has been gone for a while, pods
 * that are to be deleted but were never bound, and the oldest ended pods beyond a number nobody looks through.
 */
public final class PodGarbageCollector implements Controller {
    private static final String NAME = "pod-garbage-collector-controller";

    public static final ControllerSpec SPEC =
            new ControllerSpec(NAME, Set.of(Pod.class, Node.class), PodGarbageCollector::new);

    /** As upstream: how often to look, how long a node must be gone, and {@code --terminated-pod-gc-threshold}. */
    private static final Duration PERIOD = Duration.ofSeconds(20);

    private static final Duration NODE_QUARANTINE = Duration.ofSeconds(40);
    private static final int TERMINATED_PODS = 12_500;

    private final KubernetesClient client;
    private final Clock clock;
    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final ReconcileLoop<String> loop;
    /** Since when a node that pods are bound to is missing. Confined to the one worker. */
    private final Map<String, Instant> missingSince = new HashMap<>();

    private PodGarbageCollector(ControllerContext context) {
        client = context.client();
        clock = context.clock();
        loop = context.loop(NAME, 1, pass -> collect());
        pods = context.informers().of(Pod.class);
        nodes = context.informers().of(Node.class);
    }

    @Override
    public void start() {
        loop.queue().add("all pods");
        loop.start();
    }

    private Outcome collect() {
        List<Pod> all = pods.list();
        Instant now = clock.instant();
        noteMissingNodes(all, now);
        for (Pod pod : all) {
            boolean orphaned =
                    PodFacts.isScheduled(pod) && isGoneForGood(pod.getSpec().getNodeName(), now);
            boolean neverBound = PodFacts.isTerminating(pod) && !PodFacts.isScheduled(pod);
            if (orphaned || neverBound) {
                delete(pod);
            }
        }
        excess(all, TERMINATED_PODS).forEach(this::delete);
        return Outcome.requeueAfter(PERIOD);
    }

    private void noteMissingNodes(List<Pod> all, Instant now) {
        Map<String, Instant> missing = new HashMap<>();
        for (Pod pod : all) {
            String node = pod.getSpec().getNodeName();
            if (PodFacts.isScheduled(pod) && nodes.get(new ObjectKey("", node)) == null) {
                missing.put(node, missingSince.getOrDefault(node, now));
            }
        }
        missingSince.clear();
        missingSince.putAll(missing);
    }

    private boolean isGoneForGood(String node, Instant now) {
        Instant since = missingSince.get(node);
        return since != null && !now.isBefore(since.plus(NODE_QUARANTINE));
    }

    /** The oldest ended pods beyond {@code limit}. */
    static List<Pod> excess(List<Pod> pods, int limit) {
        List<Pod> ended = pods.stream()
                .filter(pod -> PodFacts.isFinished(pod) && !PodFacts.isTerminating(pod))
                .sorted(Comparator.comparing(
                        pod -> ApiTime.parse(pod.getMetadata().getCreationTimestamp())))
                .toList();
        return ended.subList(0, Math.max(0, ended.size() - limit));
    }

    private void delete(Pod pod) {
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withGracePeriod(0)
                .delete();
    }

    @Override
    public void close() {
        loop.close();
    }
}
