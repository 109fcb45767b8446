package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The conditions of a CustomResourceDefinition's status. */
final class Conditions {
    static final String NAMES_ACCEPTED = "NamesAccepted";
    static final String ESTABLISHED = "Established";
    static final String TERMINATING = "Terminating";
    static final String POLICY_CONFORMANT = "KubernetesAPIApprovalPolicyConformant";

    private Conditions() {}

    /** What a condition is to say; its times come with the writing. */
    record Condition(String type, boolean holds, String reason, String message) {}

    static boolean isTrue(JsonNode crd, String type) {
        JsonNode condition = find(crd, type);
        return condition != null && Tree.text(condition, "status").equals("True");
    }

    static @Nullable JsonNode find(JsonNode crd, String type) {
        for (JsonNode condition : Tree.get(Tree.status(crd), "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return condition;
            }
        }
        return null;
    }

    static boolean says(JsonNode crd, Condition wanted) {
        JsonNode there = find(crd, wanted.type());
        return there != null
                && isTrue(crd, wanted.type()) == wanted.holds()
                && Tree.text(there, "reason").equals(wanted.reason())
                && Tree.text(there, "message").equals(wanted.message());
    }

    /** Sets a condition; its time moves when its status does. */
    static void set(ObjectNode crd, Condition wanted, Instant now) {
        boolean same = find(crd, wanted.type()) != null && isTrue(crd, wanted.type()) == wanted.holds();
        ObjectNode condition = (ObjectNode) find(crd, wanted.type());
        if (condition == null) {
            condition = Tree.createList(Tree.createObject(crd, "status"), "conditions")
                    .addObject();
        }
        String time = same ? Tree.text(condition, "lastTransitionTime") : now.toString();
        condition.removeAll();
        condition
                .put("type", wanted.type())
                .put("status", wanted.holds() ? "True" : "False")
                .put("lastTransitionTime", time)
                .put("reason", wanted.reason())
                .put("message", wanted.message());
    }
}
