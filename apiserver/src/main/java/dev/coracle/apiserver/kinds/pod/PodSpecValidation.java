package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Addresses;
import dev.coracle.apiserver.validation.LabelValidation;
import dev.coracle.apiserver.validation.Names;
import dev.coracle.apiserver.validation.Numbers;
import dev.coracle.apiserver.validation.Taints;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pod's spec, in a pod or in a template: upstream's ValidatePodSpec, in its order. */
final class PodSpecValidation {
    private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final List<String> PREEMPTION_POLICIES = List.of("PreemptLowerPriority", "Never");
    private static final List<String> SYSTEMS = List.of("linux", "windows");

    private PodSpecValidation() {}

    /** @param isPod whether this is a pod's own spec, which is held to a little more than a template's */
    static void validate(JsonNode spec, boolean isPod, Path path, FieldErrors errors) {
        if (!Tree.has(spec, "terminationGracePeriodSeconds")) {
            errors.required(path.child("terminationGracePeriodSeconds"), "");
        }
        Map<String, JsonNode> volumes =
                VolumeValidation.validate(Tree.get(spec, "volumes"), path.child("volumes"), errors);
        resourceClaims(Tree.get(spec, "resourceClaims"), path.child("resourceClaims"), errors);
        PodScope scope = PodScope.of(spec, volumes);
        ContainerListValidation.validate(spec, scope, path, errors);
        hostNetworkPorts(spec, isPod, path, errors);
        oneOf(spec, "restartPolicy", RESTART_POLICIES, path, errors);
        oneOf(spec, "dnsPolicy", DNS_POLICIES, path, errors);
        LabelValidation.labels(Tree.get(spec, "nodeSelector"), path.child("nodeSelector"), errors);
        SecurityValidation.pod(spec, path.child("securityContext"), errors);
        AffinityValidation.validate(Tree.get(spec, "affinity"), path.child("affinity"), errors);
        dns(spec, path.child("dnsConfig"), errors);
        gates(spec, path, errors);
        SpreadValidation.validate(
                Tree.get(spec, "topologySpreadConstraints"), path.child("topologySpreadConstraints"), errors);
        names(spec, path, errors);
        if (Tree.has(spec, "activeDeadlineSeconds")) {
            Numbers.inRange(
                    Tree.number(spec, "activeDeadlineSeconds"),
                    1,
                    Integer.MAX_VALUE,
                    path.child("activeDeadlineSeconds"),
                    errors);
        }
        Taints.tolerations(Tree.get(spec, "tolerations"), path.child("tolerations"), errors);
        hostAliases(Tree.get(spec, "hostAliases"), path.child("hostAliases"), errors);
        if (Tree.has(spec, "preemptionPolicy")) {
            oneOf(spec, "preemptionPolicy", PREEMPTION_POLICIES, path, errors);
        }
        if (Tree.has(spec, "overhead")) {
            ResourceValidation.list(
                    Tree.get(spec, "overhead"), path.child("overhead").child("limits"), errors);
        }
        system(spec, path.child("os"), errors);
    }

    private static void names(JsonNode spec, Path path, FieldErrors errors) {
        for (String field : new String[] {"serviceAccountName", "nodeName"}) {
            String name = Tree.text(spec, field);
            if (!name.isEmpty()) {
                Names.dnsSubdomain(name, path.child(field), errors);
            }
        }
        for (String field : new String[] {"hostname", "subdomain"}) {
            String name = Tree.text(spec, field);
            if (!name.isEmpty()) {
                Names.dnsLabel(name, path.child(field), errors);
            }
        }
        for (String field : new String[] {"priorityClassName", "runtimeClassName"}) {
            if (Tree.has(spec, field) && (field.startsWith("runtime") || !Tree.isEmpty(spec, field))) {
                Names.dnsSubdomain(Tree.text(spec, field), path.child(field), errors);
            }
        }
    }

    private static void oneOf(JsonNode spec, String field, List<String> supported, Path path, FieldErrors errors) {
        String value = Tree.text(spec, field);
        if (value.isEmpty()) {
            errors.required(path.child(field), "");
        } else if (!supported.contains(value)) {
            errors.notSupported(path.child(field), value, supported);
        }
    }

    private static void resourceClaims(JsonNode claims, Path path, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode claim : claims) {
            Path at = path.index(i++);
            String name = Tree.text(claim, "name");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else if (!seen.add(name)) {
                errors.duplicate(at.child("name"), name);
            } else {
                Names.dnsLabel(name, at.child("name"), errors);
            }
            boolean claimName = Tree.has(claim, "resourceClaimName");
            if (claimName && Tree.has(claim, "resourceClaimTemplateName")) {
                errors.invalid(
                        at,
                        claim,
                        "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            } else if (!claimName && !Tree.has(claim, "resourceClaimTemplateName")) {
                errors.invalid(at, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            }
        }
    }

    private static void hostNetworkPorts(JsonNode spec, boolean isPod, Path path, FieldErrors errors) {
        if (!Tree.flag(spec, "hostNetwork")) {
            return;
        }
        int i = 0;
        for (JsonNode container : Tree.get(spec, "containers")) {
            Path ports = path.child("containers").index(i++).child("ports");
            int j = 0;
            for (JsonNode port : Tree.get(container, "ports")) {
                long host = Tree.number(port, "hostPort");
                if ((isPod || host != 0) && host != Tree.number(port, "containerPort")) {
                    errors.invalid(
                            ports.index(j).child("hostPort"),
                            host,
                            "must match `containerPort` when `hostNetwork` is true");
                }
                j++;
            }
        }
    }

    private static void dns(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode config = Tree.get(spec, "dnsConfig");
        JsonNode servers = Tree.get(config, "nameservers");
        if (Tree.text(spec, "dnsPolicy").equals("None")) {
            if (config.isMissingNode()) {
                errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
                return;
            }
            if (servers.isEmpty()) {
                errors.required(
                        path.child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
                return;
            }
        }
        if (servers.size() > 3) {
            errors.invalid(path.child("nameservers"), servers, "must not have more than 3 nameservers");
        }
        int i = 0;
        for (JsonNode server : servers) {
            Addresses.ip(server.asText(), path.child("nameservers").index(i++), errors);
        }
        JsonNode searches = Tree.get(config, "searches");
        if (searches.size() > 32) {
            errors.invalid(path.child("searches"), searches, "must not have more than 32 search paths");
        }
        i = 0;
        for (JsonNode option : Tree.get(config, "options")) {
            if (Tree.isEmpty(option, "name")) {
                errors.required(path.child("options").index(i), "must not be empty");
            }
            i++;
        }
    }

    private static void gates(JsonNode spec, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode gate : Tree.get(spec, "readinessGates")) {
            LabelValidation.labelName(
                    Tree.text(gate, "conditionType"),
                    path.child("readinessGates").index(i++).child("conditionType"),
                    errors);
        }
        Set<String> seen = new HashSet<>();
        i = 0;
        for (JsonNode gate : Tree.get(spec, "schedulingGates")) {
            Path at = path.child("schedulingGates").index(i++);
            String name = Tree.text(gate, "name");
            LabelValidation.labelName(name, at, errors);
            if (!seen.add(name)) {
                errors.duplicate(at, name);
            }
        }
    }

    private static void hostAliases(JsonNode aliases, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode alias : aliases) {
            Path at = path.index(i++);
            Addresses.ip(Tree.text(alias, "ip"), at.child("ip"), errors);
            int j = 0;
            for (JsonNode name : Tree.get(alias, "hostnames")) {
                Names.dnsSubdomain(name.asText(), at.child("hostnames").index(j++), errors);
            }
        }
    }

    private static void system(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode os = Tree.get(spec, "os");
        if (os.isMissingNode()) {
            return;
        }
        String name = Tree.text(os, "name");
        if (name.isEmpty()) {
            errors.required(path.child("name"), "cannot be empty");
        } else if (!SYSTEMS.contains(name)) {
            errors.notSupported(path, name, SYSTEMS);
        }
    }
}
