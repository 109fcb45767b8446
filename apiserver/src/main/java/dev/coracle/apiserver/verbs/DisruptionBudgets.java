package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WritePipeline;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.apiserver.registry.WriteResult;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.selector.LabelSelector;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The PodDisruptionBudgets that guard a pod, and taking one disruption out of one of them. */
final class DisruptionBudgets {
    private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");
    /** As upstream's MaxDisruptedPodSize. */
    private static final int MAX_DISRUPTED_PODS = 2000;

    private static final int RETRY_SECONDS = 10;
    private static final String REFUSAL = "Cannot evict pod as it would violate the pod's disruption budget.";
    private static final String CONDITION = "DisruptionAllowed";

    private final ObjectRegistry registry;

    DisruptionBudgets(ObjectRegistry registry) {
        this.registry = registry;
    }

    /** The budgets whose selector matches the pod. */
    List<StoredObject> of(StoredObject pod, String namespace) {
        List<StoredObject> guarding = new ArrayList<>();
        Optional<Resource> resource = registry.backend().resources().storedAs(BUDGETS);
        if (resource.isEmpty() || Tree.isEmpty(Tree.metadata(pod.read()), "labels")) {
            return guarding;
        }
        for (StoredObject budget :
                registry.backend().cache().of(resource.get()).snapshot().list(namespace, "")) {
            JsonNode selector = Tree.get(Tree.spec(budget.read()), "selector");
            if (selector.isObject()
                    && LabelSelector.parse(SelectorText.of(selector)).test(pod.read())) {
                guarding.add(budget);
            }
        }
        return guarding;
    }

    /** Whether a pod that is not ready may go without a disruption being taken. */
    static boolean sparesUnready(ObjectNode budget) {
        JsonNode status = Tree.status(budget);
        long desired = Tree.number(status, "desiredHealthy");
        return Tree.text(Tree.spec(budget), "unhealthyPodEvictionPolicy").equals("AlwaysAllow")
                || (desired > 0 && Tree.number(status, "currentHealthy") >= desired);
    }

    /** Takes one disruption for a pod; fails with 429 when there is none left. */
    CompletableFuture<WriteResult> take(WriteRequest eviction, String budget, String pod) {
        Resource resource = registry.backend().resources().storedAs(BUDGETS).orElseThrow(ApiException::noSuchResource);
        WriteRequest request = WriteRequest.to(ServedResource.stored(resource), eviction.namespace(), eviction.caller())
                .dryRun(eviction.dryRun());
        return registry.update(request, budget, WritePipeline.UNCHECKED, current -> decremented(current, pod));
    }

    private ObjectNode decremented(StoredObject current, String pod) {
        ObjectNode budget = current.copy();
        ObjectNode status = Tree.createObject(budget, "status");
        long allowed = Tree.number(status, "disruptionsAllowed");
        if (Tree.number(status, "observedGeneration") < Tree.number(Tree.metadata(budget), "generation")) {
            throw stillProcessed(current.name());
        }
        GroupResource named = new GroupResource("policy", "poddisruptionbudget");
        if (allowed < 0) {
            throw ApiException.forbidden(named, current.name(), "pdb disruptions allowed is negative");
        }
        if (Tree.get(status, "disruptedPods").size() > MAX_DISRUPTED_PODS) {
            throw ApiException.forbidden(
                    named,
                    current.name(),
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        if (allowed == 0) {
            throw refusal(reason(current.name(), status), 0);
        }
        Instant now = registry.backend().clock().instant().truncatedTo(ChronoUnit.SECONDS);
        status.put("disruptionsAllowed", allowed - 1);
        if (allowed == 1) {
            Conditions.set(status, new Conditions.Condition(CONDITION, "False", "InsufficientPods", ""), now)
                    .put("observedGeneration", Tree.number(status, "observedGeneration"));
        }
        Tree.createObject(status, "disruptedPods").put(pod, now.toString());
        return budget;
    }

    private static String reason(String name, JsonNode status) {
        Optional<JsonNode> condition = Conditions.find(status, CONDITION)
                .filter(found -> Tree.text(found, "status").equals("False"))
                .filter(found -> !Tree.text(found, "message").isEmpty());
        String message = condition.map(found -> Tree.text(found, "message")).orElse("");
        String reason = condition.map(found -> Tree.text(found, "reason")).orElse("");
        long desired = Tree.number(status, "desiredHealthy");
        long healthy = Tree.number(status, "currentHealthy");
        if (reason.equals("SyncFailed")) {
            return "The disruption budget " + name + " does not allow evicting pods currently because it failed sync: "
                    + message;
        }
        if (healthy <= desired) {
            return "The disruption budget " + name + " needs " + desired + " healthy pods and has " + healthy
                    + " currently";
        }
        return "The disruption budget " + name + " does not allow evicting pods currently"
                + (condition.isPresent() ? " (" + reason + "): " + message : "");
    }

    /** The budget's controller has not seen its newest form. */
    static ApiException stillProcessed(String name) {
        return refusal("The disruption budget " + name + " is still being processed by the server.", RETRY_SECONDS);
    }

    private static ApiException refusal(String cause, int retrySeconds) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.putArray("causes").addObject().put("reason", "DisruptionBudget").put("message", cause);
        if (retrySeconds > 0) {
            details.put("retryAfterSeconds", retrySeconds);
        }
        return ApiException.of(StatusReason.TOO_MANY_REQUESTS, REFUSAL, details);
    }
}
