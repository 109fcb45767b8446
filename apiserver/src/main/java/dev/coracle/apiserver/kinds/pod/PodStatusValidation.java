package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import java.util.HashSet;
import java.util.Set;

/** What a kubelet or a controller may say of a pod: upstream's ValidatePodStatusUpdate. */
final class PodStatusValidation {
    private static final Path STATUS = Path.of("status");
    private static final Set<String> SYSTEM_CONDITIONS = Set.of("PodScheduled", "Ready", "Initialized");
    private static final String NON_NEGATIVE = "must be a non-negative integer";

    private PodStatusValidation() {}

    static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        JsonNode status = Tree.status(pod);
        JsonNode before = Tree.status(old);
        JsonNode spec = Tree.spec(old);
        JsonNode annotations = Tree.get(Tree.metadata(pod), "annotations");
        Path path = Path.of("metadata", "annotations");
        PodAnnotations.validateUpdate(annotations, Tree.get(Tree.metadata(old), "annotations"), path, errors);
        PodAnnotations.validate(annotations, spec, path, errors);
        conditions(Tree.get(status, "conditions"), errors);
        nomination(status, before, !Tree.isEmpty(spec, "nodeName"), errors);
        if (Tree.number(status, "observedGeneration") < 0) {
            errors.invalid(STATUS.child("observedGeneration"), Tree.number(status, "observedGeneration"), NON_NEGATIVE);
        }
        ObjectMetaValidation.immutable(
                Tree.get(status, "qosClass"), Tree.get(before, "qosClass"), STATUS.child("qosClass"), errors);
        transitions(status, before, spec, errors);
        claims(Tree.get(status, "resourceClaimStatuses"), Tree.get(spec, "resourceClaims"), errors);
        addresses(Tree.get(status, "podIPs"), "podIPs", errors);
        JsonNode hosts = Tree.get(status, "hostIPs");
        if (!hosts.isEmpty() && !Tree.text(hosts.get(0), "ip").equals(Tree.text(status, "hostIP"))) {
            errors.invalid(
                    STATUS.child("hostIPs").index(0).child("ip"),
                    Tree.text(hosts.get(0), "ip"),
                    "must be equal to `hostIP`");
        }
        addresses(hosts, "hostIPs", errors);
        String system = Tree.text(Tree.get(spec, "os"), "name");
        for (String list : new String[] {"containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"}) {
            users(Tree.get(status, list), system, STATUS.child(list), errors);
        }
    }

    private static void conditions(JsonNode conditions, FieldErrors errors) {
        int i = 0;
        for (JsonNode condition : conditions) {
            Path at = STATUS.child("conditions").index(i++);
            long generation = Tree.number(condition, "observedGeneration");
            if (generation < 0) {
                errors.invalid(at.child("observedGeneration"), generation, NON_NEGATIVE);
            }
            String type = Tree.text(condition, "type");
            if (!SYSTEM_CONDITIONS.contains(type)) {
                LabelValidation.labelName(type, at.child("Type"), errors);
            }
        }
    }

    private static void nomination(JsonNode status, JsonNode before, boolean bound, FieldErrors errors) {
        String node = Tree.text(status, "nominatedNodeName");
        if (node.isEmpty() || node.equals(Tree.text(before, "nominatedNodeName"))) {
            return;
        }
        Path path = STATUS.child("nominatedNodeName");
        Names.dnsSubdomain(node, path, errors);
        if (bound) {
            errors.forbidden(path, "may not be set on pods that are already bound to a node");
        }
    }

    /** A container that ended stays ended, unless its policy has it run again. */
    private static void transitions(JsonNode status, JsonNode before, JsonNode spec, FieldErrors errors) {
        if (!RestartValidation.mayRestartAll(spec)) {
            for (String list : new String[] {"containerStatuses", "initContainerStatuses"}) {
                String containers = list.startsWith("init") ? "initContainers" : "containers";
                Path path = STATUS.child(list);
                int i = 0;
                for (JsonNode old : Tree.get(before, list)) {
                    if (revived(old, Tree.get(status, list)) && !mayRevive(old, spec, containers)) {
                        errors.forbidden(
                                path.index(i).child("state"), "may not be transitioned to non-terminated state");
                    }
                    i++;
                }
            }
        }
        int i = 0;
        for (JsonNode old : Tree.get(before, "ephemeralContainerStatuses")) {
            if (revived(old, Tree.get(status, "ephemeralContainerStatuses"))) {
                errors.forbidden(
                        STATUS.child("ephemeralContainerStatuses").index(i).child("state"),
                        "may not be transitioned to non-terminated state");
            }
            i++;
        }
    }

    private static boolean revived(JsonNode old, JsonNode statuses) {
        if (Tree.get(old, "state", "terminated").isMissingNode()) {
            return false;
        }
        for (JsonNode now : statuses) {
            if (Tree.text(now, "name").equals(Tree.text(old, "name"))) {
                return Tree.get(now, "state", "terminated").isMissingNode();
            }
        }
        return false;
    }

    private static boolean mayRevive(JsonNode old, JsonNode spec, String containers) {
        long exitCode = Tree.number(Tree.get(old, "state", "terminated"), "exitCode");
        for (JsonNode container : Tree.get(spec, containers)) {
            if (Tree.text(container, "name").equals(Tree.text(old, "name"))) {
                return RestartValidation.restarts(container, spec, exitCode);
            }
        }
        return false;
    }

    private static void claims(JsonNode statuses, JsonNode claims, FieldErrors errors) {
        Set<String> known = new HashSet<>();
        claims.forEach(claim -> known.add(Tree.text(claim, "name")));
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode status : statuses) {
            Path at = STATUS.child("resourceClaimStatuses").index(i++);
            String name = Tree.text(status, "name");
            if (!known.contains(name)) {
                errors.invalid(at.child("name"), name, "must match the name of an entry in `spec.resourceClaims`");
            }
            if (!seen.add(name)) {
                errors.duplicate(at.child("name"), name);
            }
            if (Tree.has(status, "resourceClaimName")) {
                Names.dnsSubdomain(Tree.text(status, "resourceClaimName"), at.child("resourceClaimName"), errors);
            }
        }
    }

    private static void addresses(JsonNode addresses, String field, FieldErrors errors) {
        int families = 0;
        int i = 0;
        for (JsonNode address : addresses) {
            String ip = Tree.text(address, "ip");
            Addresses.ip(ip, STATUS.child(field).index(i++), errors);
            families |= ip.indexOf(':') < 0 ? 1 : 2;
        }
        if (addresses.size() > 2 || (addresses.size() == 2 && families != 3)) {
            errors.invalid(
                    STATUS.child(field),
                    shownAddresses(addresses),
                    "may specify no more than one IP for each IP family");
        }
    }

    private static JsonNode shownAddresses(JsonNode addresses) {
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        addresses.forEach(address -> shown.addObject().put("IP", Tree.text(address, "ip")));
        return shown;
    }

    private static void users(JsonNode statuses, String system, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode status : statuses) {
            Path at = path.index(i++).child("user").child("linux");
            JsonNode user = Tree.get(status, "user", "linux");
            if (user.isMissingNode()) {
                continue;
            }
            if (system.equals("windows")) {
                errors.forbidden(at, "cannot be set for a windows pod");
                continue;
            }
            Numbers.inRange(Tree.number(user, "uid"), 0, Integer.MAX_VALUE, at.child("uid"), errors);
            Numbers.inRange(Tree.number(user, "gid"), 0, Integer.MAX_VALUE, at.child("gid"), errors);
            int j = 0;
            for (JsonNode group : Tree.get(user, "supplementalGroups")) {
                Numbers.inRange(
                        group.asLong(),
                        0,
                        Integer.MAX_VALUE,
                        at.child("supplementalGroups").index(j++),
                        errors);
            }
        }
    }
}
