package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.quota.Amounts;
import dev.coracle.machinery.quota.QuotaEvaluator;
import dev.coracle.machinery.quota.QuotaScope;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what would exceed a quota of its namespace, and notes in the quota's status
 * what is used from now on. The quotas are written with the object, in its transaction: however many writers there are,
 * none counts without being stored and none is stored without being counted. What goes away is the controller's to
 * count. Stateless.
 */
public final class ResourceQuota implements AdmissionPlugin {
    private static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");
    private static final Set<GroupResource> IGNORED =
            Set.of(new GroupResource("", "events"), new GroupResource("events.k8s.io", "events"));

    @Override
    public String name() {
        return "ResourceQuota";
    }

    /** Which writes count is the evaluator's to say. */
    @Override
    public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
        return (operation == AdmissionOperation.CREATE || operation == AdmissionOperation.UPDATE)
                && resource.namespaced()
                && !IGNORED.contains(resource.storage());
    }

    @Override
    public CompletableFuture<Void> validate(AdmissionAttributes attributes) {
        WriteContext context = attributes.context();
        List<ObjectNode> quotas = context.list(QUOTAS, context.namespace());
        if (!quotas.isEmpty()) {
            QuotaEvaluator evaluator = QuotaEvaluator.of(context.resource().storage());
            new Charge(context, evaluator, attributes.object(), attributes.old()).to(quotas);
        }
        return InTurn.DONE;
    }

    /** One write's share of the quotas. */
    private record Charge(
            WriteContext context,
            QuotaEvaluator evaluator,
            ObjectNode object,
            @Nullable ObjectNode old) {
        void to(List<ObjectNode> quotas) {
            if (!evaluator.handles(context.subresource(), object, old)) {
                return;
            }
            List<ObjectNode> counting =
                    quotas.stream().filter(quota -> counts(quota, object)).toList();
            counting.forEach(this::check);
            if (counting.isEmpty()) {
                return;
            }
            Map<String, Quantity> usage = evaluator.usage(object, context.now());
            refuseNegative(usage);
            for (ObjectNode quota : counting) {
                boolean counted = old != null && counts(quota, old);
                charge(quota, counted ? Amounts.growth(usage, evaluator.usage(old, context.now())) : usage);
            }
        }

        private boolean counts(ObjectNode quota, ObjectNode item) {
            return !bounded(quota).isEmpty()
                    && QuotaScope.of(Tree.spec(quota)).stream().allMatch(scope -> evaluator.isIn(scope, item));
        }

        /** The names the quota has a bound for that the object uses. */
        private Set<String> bounded(ObjectNode quota) {
            Set<String> names = new TreeSet<>();
            Tree.get(Tree.status(quota), "hard").fieldNames().forEachRemaining(names::add);
            names.removeIf(name -> !evaluator.uses(name));
            return names;
        }

        private void check(ObjectNode quota) {
            Set<String> bounded = bounded(quota);
            String missing = evaluator.missing(bounded, object);
            if (!missing.isEmpty()) {
                throw forbidden("failed quota: " + Tree.name(quota) + ": " + missing);
            }
            if (!Amounts.of(Tree.get(Tree.status(quota), "used")).keySet().containsAll(bounded)) {
                throw forbidden(
                        "status unknown for quota: " + Tree.name(quota) + ", resources: " + String.join(",", bounded));
            }
        }

        private void refuseNegative(Map<String, Quantity> usage) {
            List<String> negative = usage.entrySet().stream()
                    .filter(entry -> entry.getValue().signum() < 0)
                    .map(Map.Entry::getKey)
                    .toList();
            if (!negative.isEmpty()) {
                throw forbidden("quota usage is negative for resource(s): " + String.join(",", negative));
            }
        }

        private void charge(ObjectNode quota, Map<String, Quantity> more) {
            Map<String, Quantity> hard = Amounts.of(Tree.get(Tree.status(quota), "hard"));
            Map<String, Quantity> used = Amounts.of(Tree.get(Tree.status(quota), "used"));
            Map<String, Quantity> requested = Amounts.only(Amounts.withoutZeros(more), hard.keySet());
            if (requested.isEmpty()) {
                return;
            }
            Map<String, Quantity> total = Amounts.plus(used, requested);
            Set<String> exceeded = new TreeSet<>(requested.keySet());
            exceeded.removeIf(name -> total.get(name).compareTo(hard.get(name)) <= 0);
            if (!exceeded.isEmpty()) {
                throw forbidden("exceeded quota: " + Tree.name(quota)
                        + ", requested: " + Amounts.shown(Amounts.only(requested, exceeded))
                        + ", used: " + Amounts.shown(Amounts.only(used, exceeded))
                        + ", limited: " + Amounts.shown(Amounts.only(hard, exceeded)));
            }
            ObjectNode charged = quota.deepCopy();
            Tree.createObject(charged, "status").set("used", Amounts.toJson(total));
            context.alsoWrite(QUOTAS, quota, charged);
        }

        private ApiException forbidden(String why) {
            return ApiException.forbidden(context.resource().storage(), Tree.name(object), why);
        }
    }
}
