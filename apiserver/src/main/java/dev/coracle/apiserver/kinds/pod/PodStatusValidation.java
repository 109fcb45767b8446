package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a kubelet or a controller may say of a pod: upstream's ValidatePodStatusUpdate. */
final class PodStatusValidation {
    private static final Set<String> SYSTEM_CONDITIONS = Set.of("PodScheduled", "Ready", "Initialized");
    private static final String NON_NEGATIVE = "must be a non-negative integer";
    private static final String REVIVED = "may not be transitioned to non-terminated state";

    private static final FieldRule GENERATION = field("observedGeneration").nonNegative(NON_NEGATIVE);
    private static final FieldRule USER =
            all(field("uid").id(), field("gid").id(), each("supplementalGroups").id());

    private PodStatusValidation() {}

    static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        Field status = Field.status(pod, errors);
        Field before = Field.status(old, errors);
        JsonNode spec = Tree.spec(old);
        Field annotations = Field.annotations(pod, errors);
        PodAnnotations.validateUpdate(
                annotations, Field.annotations(old, errors).node());
        PodAnnotations.validate(annotations, spec);
        status.each("conditions").forEach(PodStatusValidation::condition);
        nomination(status.at("nominatedNodeName"), before.text("nominatedNodeName"), !Tree.isEmpty(spec, "nodeName"));
        GENERATION.check(status);
        status.at("qosClass").unchanged(before.at("qosClass"));
        transitions(status, before, spec);
        claims(status.at("resourceClaimStatuses"), Tree.get(spec, "resourceClaims"));
        addresses(status.at("podIPs"));
        Field hosts = status.at("hostIPs");
        if (!hosts.isEmpty() && !hosts.item(0).text("ip").equals(status.text("hostIP"))) {
            Field first = hosts.item(0).at("ip");
            first.invalid(first.text(), "must be equal to `hostIP`");
        }
        addresses(hosts);
        boolean windows = Tree.text(Tree.get(spec, "os"), "name").equals("windows");
        for (String list : List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
            for (Field container : status.each(list)) {
                Field user = container.at("user", "linux");
                if (user.isPresent() && windows) {
                    user.forbidden("cannot be set for a windows pod");
                } else {
                    USER.check(user);
                }
            }
        }
    }

    private static void condition(Field condition) {
        GENERATION.check(condition);
        Field type = condition.at("type");
        if (!SYSTEM_CONDITIONS.contains(type.text())) {
            LabelValidation.labelName(type.as("Type"));
        }
    }

    private static void nomination(Field node, String before, boolean bound) {
        if (node.isEmpty() || node.text().equals(before)) {
            return;
        }
        node.obeys(NameRule.DNS_SUBDOMAIN);
        if (bound) {
            node.forbidden("may not be set on pods that are already bound to a node");
        }
    }

    /** A container that ended stays ended, unless its policy has it run again. */
    private static void transitions(Field status, Field before, JsonNode spec) {
        if (!RestartValidation.mayRestartAll(spec)) {
            transitions(status.at("containerStatuses"), before, spec, "containers");
            transitions(status.at("initContainerStatuses"), before, spec, "initContainers");
        }
        transitions(status.at("ephemeralContainerStatuses"), before, spec, "");
    }

    /** @param containers the list of the spec that may have them run again; empty where none does */
    private static void transitions(Field statuses, Field before, JsonNode spec, String containers) {
        Map<String, JsonNode> now = byName(statuses.node());
        Map<String, JsonNode> specs = byName(Tree.get(spec, containers));
        for (Field old : before.each(statuses.name())) {
            JsonNode ended = Tree.get(old.node(), "state", "terminated");
            JsonNode status = now.get(old.text("name"));
            if (ended.isMissingNode() || status == null || Tree.has(Tree.get(status, "state"), "terminated")) {
                continue;
            }
            JsonNode container = specs.get(old.text("name"));
            if (container == null || !RestartValidation.restarts(container, spec, Tree.number(ended, "exitCode"))) {
                old.at("state").forbidden(REVIVED);
            }
        }
    }

    /** The first of each name. */
    private static Map<String, JsonNode> byName(JsonNode items) {
        Map<String, JsonNode> found = new HashMap<>();
        items.forEach(item -> found.putIfAbsent(Tree.text(item, "name"), item));
        return found;
    }

    private static void claims(Field statuses, JsonNode claims) {
        Set<String> known = byName(claims).keySet();
        Set<String> seen = new HashSet<>();
        for (Field status : statuses.each()) {
            Field name = status.at("name");
            if (!known.contains(name.text())) {
                name.invalid(name.text(), "must match the name of an entry in `spec.resourceClaims`");
            }
            if (!seen.add(name.text())) {
                name.duplicate(name.text());
            }
            status.at("resourceClaimName").obeysIfPresent(NameRule.DNS_SUBDOMAIN);
        }
    }

    private static void addresses(Field addresses) {
        int families = 0;
        for (Field address : addresses.each()) {
            Field ip = address.with(address.at("ip").node());
            Addresses.ip(ip);
            families |= ip.text().indexOf(':') < 0 ? 1 : 2;
        }
        if (addresses.size() > 2 || (addresses.size() == 2 && families != 3)) {
            addresses.invalid(shown(addresses.node()), "may specify no more than one IP for each IP family");
        }
    }

    private static JsonNode shown(JsonNode addresses) {
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        addresses.forEach(address -> shown.addObject().put("IP", Tree.text(address, "ip")));
        return shown;
    }
}
