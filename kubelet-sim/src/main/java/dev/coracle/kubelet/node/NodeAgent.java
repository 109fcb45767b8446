package dev.coracle.kubelet.node;

import dev.coracle.client.ApiTime;
import dev.coracle.client.EventRecorder;
import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one Node object: registers it, renews its lease every ten seconds and reports its status every five minutes, the
 * kubelet's own intervals (v1.36). Guarded by its own monitor, held while it talks to the API server; timers run it on
 * the shared pool.
 */
public final class NodeAgent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);

    static final Duration LEASE_RENEWAL = Duration.ofSeconds(10);
    static final Duration STATUS_REPORT = Duration.ofMinutes(5);
    private static final int LEASE_SECONDS = 40;
    private static final String LEASE_NAMESPACE = "kube-node-lease";
    private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private final KubernetesClient client;
    private final Clock clock;
    private final Executor executor;
    private final EventRecorder events;
    private final NodeSpec spec;
    private final NodeObjects objects;
    private final int kubeletPort;
    private final List<Clock.Timer> timers = new ArrayList<>();
    private List<NodeCondition> conditions = List.of();
    private String version = "";
    private String uid = "";
    private boolean leased;
    private boolean closed;

    /** What an agent works with. */
    public record Surroundings(KubernetesClient client, Clock clock, Executor executor, EventRecorder events) {}

    public NodeAgent(Surroundings with, NodeSpec spec, int kubeletPort) {
        this.client = with.client();
        this.clock = with.clock();
        this.executor = with.executor();
        this.events = with.events();
        this.spec = spec;
        this.objects = new NodeObjects(spec);
        this.kubeletPort = kubeletPort;
    }

    /**
     * Registers the node and keeps it alive from then on.
     *
     * @param serverVersion which a kubelet of the same release reports as its own
     * @throws KubernetesClientException if the API server cannot be reached or refuses
     */
    public synchronized void start(String serverVersion) {
        version = serverVersion;
        event("Starting", "Starting kubelet.");
        register();
        renewLease();
        timers.add(clock.every(LEASE_RENEWAL, executor, () -> attempt("lease", this::renewLease)));
        timers.add(clock.every(STATUS_REPORT, executor, () -> attempt("status", this::register)));
    }

    private synchronized void attempt(String what, Runnable task) {
        if (closed) {
            return;
        }
        try {
            task.run();
        } catch (KubernetesClientException unreachable) {
            log.warn("{}: {} not updated, trying again later: {}", spec.name(), what, unreachable.getMessage());
        }
    }

    private void register() {
        Node created = conditions.isEmpty() ? create() : null;
        if (created != null && isReady(created)) {
            conditions = created.getStatus().getConditions();
            uid = created.getMetadata().getUid();
            tellReady();
            return;
        }
        Node known = client.nodes().withName(spec.name()).get();
        if (known == null) {
            known = client.nodes().resource(objects.node()).create(); // somebody has deleted it
        } else {
            amend(known);
        }
        uid = known.getMetadata().getUid();
        if (conditions.isEmpty() && known.getStatus() != null) {
            conditions = known.getStatus().getConditions();
        }
        boolean wasReady = isReady(known);
        NodeStatus status = objects.status(clock.instant(), conditions, kubeletPort, version);
        client.nodes()
                .withName(spec.name())
                .subresource("status")
                .patch(STRATEGIC, client.getKubernetesSerialization().asJson(Map.of("status", status)));
        conditions = status.getConditions();
        if (!wasReady) {
            tellReady();
        }
    }

    /** Null if there is one already. */
    private @Nullable Node create() {
        Node node = objects.node();
        node.setStatus(objects.status(clock.instant(), List.of(), kubeletPort, version));
        try {
            return client.nodes().resource(node).create();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return null;
            }
            throw refused;
        }
    }

    private void tellReady() {
        for (String change :
                List.of("NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID", "NodeReady")) {
            event(change, "Node " + spec.name() + " status is now: " + change);
        }
    }

    /** An object from an earlier run, or made by somebody else, gets what it lacks. */
    private void amend(Node known) {
        Map<String, String> labels = new LinkedHashMap<>(objects.labels());
        Map<String, String> has = known.getMetadata().getLabels();
        if (has != null) {
            labels.entrySet().removeIf(label -> label.getValue().equals(has.get(label.getKey())));
        }
        boolean lacksRange = known.getSpec() == null || known.getSpec().getPodCIDR() == null;
        if (labels.isEmpty() && !lacksRange) {
            return;
        }
        Map<String, Object> patch = new LinkedHashMap<>();
        patch.put("metadata", Map.of("labels", labels));
        if (lacksRange) {
            patch.put("spec", Map.of("podCIDR", spec.podCidr(), "podCIDRs", List.of(spec.podCidr())));
        }
        client.nodes()
                .withName(spec.name())
                .patch(STRATEGIC, client.getKubernetesSerialization().asJson(patch));
    }

    private static boolean isReady(@Nullable Node node) {
        return node != null
                && node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready") && "True".equals(each.getStatus()));
    }

    private void renewLease() {
        Instant now = clock.instant();
        var leases = client.leases().inNamespace(LEASE_NAMESPACE);
        try {
            if (!leased) {
                leases.resource(lease(now)).create();
                leased = true;
                return;
            }
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw refused;
            }
            leased = true; // by an earlier run
        }
        String patch = "{\"spec\":{\"renewTime\":\"" + ApiTime.micros(now) + "\",\"holderIdentity\":\"" + spec.name()
                + "\",\"leaseDurationSeconds\":" + LEASE_SECONDS + "}}";
        try {
            leased = leases.withName(spec.name()).patch(PatchContext.of(PatchType.JSON_MERGE), patch) != null;
        } catch (KubernetesClientException refused) {
            leased = refused.getCode() != HttpURLConnection.HTTP_NOT_FOUND;
            throw refused;
        }
    }

    private Lease lease(Instant now) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(spec.name())
                .withNamespace(LEASE_NAMESPACE)
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(spec.name())
                .withUid(uid)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(spec.name())
                .withLeaseDurationSeconds(LEASE_SECONDS)
                .withRenewTime(ApiTime.zoned(now))
                .endSpec()
                .build();
    }

    /** Kubelets put the node's name where its uid belongs, and {@code kubectl describe node} looks for that. */
    private void event(String reason, String message) {
        ObjectReference about = new ObjectReferenceBuilder()
                .withKind("Node")
                .withName(spec.name())
                .withUid(spec.name())
                .build();
        events.record(about, EventRecorder.NORMAL, reason, message, spec.name());
    }

    /** Lets the lease run out; the node and its pods stay. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        timers.forEach(Clock.Timer::close);
        timers.clear();
    }
}
