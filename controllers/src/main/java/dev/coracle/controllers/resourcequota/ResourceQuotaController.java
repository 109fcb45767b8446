package dev.coracle.controllers.resourcequota;

import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts what each quota's namespace uses: when the quota is new or its bounds change, when something that counts goes away
 * or changes, and every five minutes. What is created is counted by the API server's admission at once; a count that
 * overlaps with one of those loses against it and is made again.
 */
public final class ResourceQuotaController implements Controller {
    private static final String NAME = "resourcequota-controller";

    public static final ControllerSpec SPEC = new ControllerSpec(
            NAME,
            Set.of(ResourceQuota.class, Pod.class, Service.class, PersistentVolumeClaim.class),
            ResourceQuotaController::new);

    /** As upstream's {@code --resource-quota-sync-period}. */
    private static final Duration PERIOD = Duration.ofMinutes(5);

    /** After a change the informers of what is counted may still be behind that of the quotas. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final Clock clock;
    private final Informer<ResourceQuota> quotas;
    private final List<Counted<?>> counted;
    private final CountedKinds others;
    private final ReconcileLoop<ObjectKey> loop;

    /** A kind with more to count than its objects. */
    private record Counted<T extends HasMetadata>(Informer<T> informer, Evaluator<T> evaluator) {
        void addTo(Map<String, Amount> sums, String namespace, List<Scope> scopes, Instant now) {
            for (T object : informer.inNamespace(namespace)) {
                if (scopes.stream().allMatch(scope -> evaluator.isIn(scope, object))) {
                    Amount.add(sums, evaluator.usage(object, now));
                }
            }
        }
    }

    private ResourceQuotaController(ControllerContext context) {
        client = context.client();
        clock = context.clock();
        loop = context.loop(NAME, context.workers(), this::reconcile);
        quotas = context.informers().of(ResourceQuota.class);
        quotas.onEvents(
                added -> loop.queue().add(ObjectKey.of(added)),
                (before, after) -> {
                    if (!hard(before).equals(hard(after))) {
                        loop.queue().add(ObjectKey.of(after));
                    }
                },
                gone -> {});
        counted = List.of(
                follow(context.informers().of(Pod.class), new PodEvaluator()),
                follow(context.informers().of(Service.class), new ServiceEvaluator()),
                follow(context.informers().of(PersistentVolumeClaim.class), new ClaimEvaluator()));
        others = new CountedKinds(client, clock, this::enqueueAll);
    }

    private <T extends HasMetadata> Counted<T> follow(Informer<T> informer, Evaluator<T> evaluator) {
        informer.onEvents(
                added -> {},
                (before, after) -> {
                    Instant now = clock.instant();
                    if (!Amount.same(evaluator.usage(before, now), evaluator.usage(after, now))) {
                        enqueueAll(after.getMetadata().getNamespace());
                    }
                },
                gone -> enqueueAll(gone.getMetadata().getNamespace()));
        return new Counted<>(informer, evaluator);
    }

    private void enqueueAll(String namespace) {
        quotas.inNamespace(namespace).forEach(quota -> loop.queue().add(ObjectKey.of(quota)));
    }

    private static Map<String, Quantity> hard(ResourceQuota quota) {
        return quota.getSpec() == null || quota.getSpec().getHard() == null
                ? Map.of()
                : quota.getSpec().getHard();
    }

    @Override
    public void start() {
        loop.start();
    }

    Outcome reconcile(ObjectKey key) throws InterruptedException {
        ResourceQuota quota = quotas.get(key);
        if (quota == null) {
            return Outcome.done();
        }
        Map<String, Quantity> hard = hard(quota);
        Map<String, Amount> used = used(quota, hard.keySet());
        if (quota.getStatus() != null
                && hard.equals(quota.getStatus().getHard())
                && quota.getStatus().getUsed() != null
                && Amount.same(Amount.of(quota.getStatus().getUsed()), used)) {
            return Outcome.requeueAfter(PERIOD);
        }
        Map<String, Quantity> written = new TreeMap<>();
        used.forEach((name, amount) -> written.put(name, amount.toQuantity()));
        try {
            client.resource(new ResourceQuotaBuilder(quota)
                            .withNewStatus()
                            .withHard(hard)
                            .withUsed(written)
                            .endStatus()
                            .build())
                    .updateStatus();
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNotFound(e) && !ApiErrors.isConflict(e)) {
                throw e;
            }
        }
        return Outcome.requeueAfter(SECOND_LOOK);
    }

    /** What is used of each name; what is used before stays where nobody knows how to count the name. */
    private Map<String, Amount> used(ResourceQuota quota, Set<String> names) throws InterruptedException {
        String namespace = quota.getMetadata().getNamespace();
        List<Scope> scopes = Scope.of(quota.getSpec());
        Instant now = clock.instant();
        Map<String, Amount> sums = new TreeMap<>();
        counted.forEach(each -> each.addTo(sums, namespace, scopes, now));
        Map<String, Amount> used = new TreeMap<>();
        if (quota.getStatus() != null && quota.getStatus().getUsed() != null) {
            used.putAll(Amount.of(quota.getStatus().getUsed()));
        }
        for (String name : names) {
            if (counted.stream().anyMatch(each -> each.evaluator().uses(name))) {
                used.put(name, sums.getOrDefault(name, Amount.ZERO));
            } else {
                OptionalInt count = others.count(name, namespace);
                if (count.isPresent()) {
                    // No such object is in any scope.
                    int objects = scopes.isEmpty() ? count.getAsInt() : 0;
                    used.put(name, new Amount(BigDecimal.valueOf(objects), false));
                }
            }
        }
        used.keySet().retainAll(names);
        return used;
    }

    @Override
    public void close() {
        loop.close();
        others.close();
    }
}
