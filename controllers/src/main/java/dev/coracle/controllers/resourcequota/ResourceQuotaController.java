package dev.coracle.controllers.resourcequota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.Quantities;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.machinery.quota.Amounts;
import dev.coracle.machinery.quota.QuotaEvaluator;
import dev.coracle.machinery.quota.QuotaScope;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.validation.Quantity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
    private final Trees trees;
    private final Informer<ResourceQuota> quotas;
    private final List<Counted<?>> counted;
    private final CountedKinds others;
    private final ReconcileLoop<ObjectKey> loop;

    /** A kind with more to count than its objects. */
    private record Counted<T extends HasMetadata>(Informer<T> informer, QuotaEvaluator evaluator, Trees trees) {
        Map<String, Quantity> sum(String namespace, List<QuotaScope> scopes, Instant now) {
            Map<String, Quantity> sum = new TreeMap<>();
            for (T object : informer.inNamespace(namespace)) {
                ObjectNode tree = trees.of(object);
                if (scopes.stream().allMatch(scope -> evaluator.isIn(scope, tree))) {
                    sum = Amounts.plus(sum, evaluator.usage(tree, now));
                }
            }
            return sum;
        }
    }

    private ResourceQuotaController(ControllerContext context) {
        client = context.client();
        clock = context.clock();
        trees = new Trees(client.getKubernetesSerialization());
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
                follow(context.informers().of(Pod.class), "pods"),
                follow(context.informers().of(Service.class), "services"),
                follow(context.informers().of(PersistentVolumeClaim.class), "persistentvolumeclaims"));
        others = new CountedKinds(client, clock, this::enqueueAll);
    }

    private <T extends HasMetadata> Counted<T> follow(Informer<T> informer, String plural) {
        Counted<T> followed = new Counted<>(informer, QuotaEvaluator.of(new GroupResource("", plural)), trees);
        informer.onEvents(
                added -> {},
                (before, after) -> {
                    String namespace = after.getMetadata().getNamespace();
                    if (!quotas.inNamespace(namespace).isEmpty() && usesAnother(followed.evaluator(), before, after)) {
                        enqueueAll(namespace);
                    }
                },
                gone -> enqueueAll(gone.getMetadata().getNamespace()));
        return followed;
    }

    private boolean usesAnother(QuotaEvaluator evaluator, HasMetadata before, HasMetadata after) {
        Instant now = clock.instant();
        return !Amounts.same(evaluator.usage(trees.of(before), now), evaluator.usage(trees.of(after), now));
    }

    private void enqueueAll(String namespace) {
        quotas.inNamespace(namespace).forEach(quota -> loop.queue().add(ObjectKey.of(quota)));
    }

    private static Map<String, io.fabric8.kubernetes.api.model.Quantity> hard(ResourceQuota quota) {
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
        Map<String, io.fabric8.kubernetes.api.model.Quantity> hard = hard(quota);
        Map<String, Quantity> used = used(quota, hard.keySet());
        if (quota.getStatus() != null
                && hard.equals(quota.getStatus().getHard())
                && quota.getStatus().getUsed() != null
                && Amounts.same(Quantities.of(quota.getStatus().getUsed()), used)) {
            return Outcome.requeueAfter(PERIOD);
        }
        try {
            client.resource(new ResourceQuotaBuilder(quota)
                            .withNewStatus()
                            .withHard(hard)
                            .withUsed(Quantities.toApi(used))
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
    private Map<String, Quantity> used(ResourceQuota quota, Set<String> names) throws InterruptedException {
        String namespace = quota.getMetadata().getNamespace();
        List<QuotaScope> scopes = QuotaScope.of(trees.of(quota).path("spec"));
        Instant now = clock.instant();
        Map<String, Quantity> sums = new TreeMap<>();
        for (Counted<?> each : counted) {
            sums = Amounts.plus(sums, each.sum(namespace, scopes, now));
        }
        Map<String, Quantity> used = quota.getStatus() == null
                ? new TreeMap<>()
                : Quantities.of(quota.getStatus().getUsed());
        for (String name : names) {
            if (counted.stream().anyMatch(each -> each.evaluator().uses(name))) {
                used.put(name, sums.getOrDefault(name, Quantity.ZERO));
            } else {
                OptionalInt count = others.count(name, namespace);
                if (count.isPresent()) {
                    // No such object is in any scope.
                    used.put(name, Quantity.of(scopes.isEmpty() ? count.getAsInt() : 0));
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
