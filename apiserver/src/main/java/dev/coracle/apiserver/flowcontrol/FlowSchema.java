package dev.coracle.apiserver.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.http.FlowAssignment;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * Which requests are of one flow.
 *
 * @param precedence the lowest goes first
 * @param flow what answers name
 */
record FlowSchema(String name, long precedence, FlowAssignment flow, List<PolicyRule> rules) {
    static FlowSchema read(JsonNode object, String level) {
        List<PolicyRule> rules = new ArrayList<>();
        Tree.get(Tree.spec(object), "rules").forEach(rule -> rules.add(PolicyRule.read(rule)));
        return new FlowSchema(
                Tree.name(object),
                Tree.number(Tree.spec(object), "matchingPrecedence"),
                FlowAssignment.of(Tree.text(Tree.metadata(object), "uid"), level),
                List.copyOf(rules));
    }

    /** A schema that is not in the store, for every request of some groups. */
    static FlowSchema everything(String name, String level, List<String> groups) {
        return new FlowSchema(name, 0, FlowAssignment.of("", level), List.of(PolicyRule.everything(groups)));
    }

    /** The name of a schema's priority level. */
    static String level(JsonNode object) {
        return Tree.text(Tree.get(Tree.spec(object), "priorityLevelConfiguration"), "name");
    }

    boolean matches(UserInfo user, RequestInfo request) {
        for (PolicyRule rule : rules) {
            if (rule.matches(user, request)) {
                return true;
            }
        }
        return false;
    }
}
