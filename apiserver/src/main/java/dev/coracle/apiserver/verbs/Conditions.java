package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.Optional;

/** {@code status.conditions}, one of each type. */
final class Conditions {
    private Conditions() {}

    record Condition(String type, String status, String reason, String message) {}

    static Optional<JsonNode> find(JsonNode status, String type) {
        for (JsonNode condition : Tree.get(status, "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    /** Adds the condition or replaces that of its type; the time of transition stays while the status does. */
    static ObjectNode set(ObjectNode status, Condition condition, Instant now) {
        ObjectNode target = find(status, condition.type())
                .map(ObjectNode.class::cast)
                .orElseGet(
                        () -> Tree.createList(status, "conditions").addObject().put("type", condition.type()));
        if (!Tree.text(target, "status").equals(condition.status())) {
            target.put("lastTransitionTime", now.toString());
        }
        return target.put("status", condition.status())
                .put("reason", condition.reason())
                .put("message", condition.message());
    }
}
