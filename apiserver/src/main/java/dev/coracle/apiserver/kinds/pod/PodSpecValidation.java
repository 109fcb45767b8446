package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.Taints;
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
    private static final int MAX_HOSTNAME_OVERRIDE = 64;

    private PodSpecValidation() {}

    /** @param pod the pod this is the spec of, which is held to a little more than a template; missing for a template */
    static void validate(JsonNode spec, JsonNode pod, Path path, FieldErrors errors) {
        boolean isPod = !pod.isMissingNode();
        if (!Tree.has(spec, "terminationGracePeriodSeconds")) {
            errors.required(path.child("terminationGracePeriodSeconds"), "");
        }
        Map<String, JsonNode> volumes = VolumeValidation.validate(
                Tree.get(spec, "volumes"), Tree.name(pod), isPod, path.child("volumes"), errors);
        ResourceClaimValidation.validate(spec, pod, path.child("resourceClaims"), errors);
        PodScope scope = PodScope.of(spec, volumes);
        ContainerListValidation.validate(spec, scope, path, errors);
        PodResourceValidation.validate(spec, scope.claims(), path.child("resources"), errors);
        hostNetworkPorts(spec, isPod, path, errors);
        oneOf(spec, "restartPolicy", RESTART_POLICIES, path, errors);
        oneOf(spec, "dnsPolicy", DNS_POLICIES, path, errors);
        LabelValidation.labels(Tree.get(spec, "nodeSelector"), path.child("nodeSelector"), errors);
        SecurityValidation.pod(spec, path.child("securityContext"), errors);
        AffinityValidation.validate(Tree.get(spec, "affinity"), path.child("affinity"), errors);
        DnsValidation.validate(spec, path.child("dnsConfig"), errors);
        gates(spec, path, errors);
        SpreadValidation.validate(
                Tree.get(spec, "topologySpreadConstraints"), path.child("topologySpreadConstraints"), errors);
        WindowsValidation.hostProcess(spec, path, errors);
        hostUsers(spec, scope.hostUsers(), path, errors);
        hostnameOverride(spec, path.child("hostnameOverride"), errors);
        subdomain(spec, "serviceAccountName", path, errors);
        subdomain(spec, "nodeName", path, errors);
        if (Tree.has(spec, "activeDeadlineSeconds")) {
            Numbers.inRange(
                    Tree.number(spec, "activeDeadlineSeconds"),
                    1,
                    Integer.MAX_VALUE,
                    path.child("activeDeadlineSeconds"),
                    errors);
        }
        for (String field : new String[] {"hostname", "subdomain"}) {
            if (!Tree.isEmpty(spec, field)) {
                Names.dnsLabel(Tree.text(spec, field), path.child(field), errors);
            }
        }
        Taints.tolerations(Tree.get(spec, "tolerations"), path.child("tolerations"), errors);
        hostAliases(Tree.get(spec, "hostAliases"), path.child("hostAliases"), errors);
        subdomain(spec, "priorityClassName", path, errors);
        if (Tree.has(spec, "runtimeClassName")) {
            Names.dnsSubdomain(Tree.text(spec, "runtimeClassName"), path.child("runtimeClassName"), errors);
        }
        if (Tree.has(spec, "preemptionPolicy")) {
            oneOf(spec, "preemptionPolicy", PREEMPTION_POLICIES, path, errors);
        }
        overhead(Tree.get(spec, "overhead"), path.child("overhead"), errors);
        system(spec, path, errors);
        EnvironmentValidation.fileVolumes(spec, path, errors);
    }

    private static void subdomain(JsonNode spec, String field, Path path, FieldErrors errors) {
        if (!Tree.isEmpty(spec, field)) {
            Names.dnsSubdomain(Tree.text(spec, field), path.child(field), errors);
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

    private static void hostUsers(JsonNode spec, boolean hostUsers, Path path, FieldErrors errors) {
        if (hostUsers) {
            return;
        }
        String when = "when `hostUsers` is false";
        if (Tree.flag(spec, "hostNetwork")) {
            errors.forbidden(path.child("hostNetwork"), when);
        }
        if (Tree.flag(spec, "hostPID")) {
            errors.forbidden(path.child("HostPID"), when);
        }
        if (Tree.flag(spec, "hostIPC")) {
            errors.forbidden(path.child("HostIPC"), when);
        }
        PodContainers.visit(spec, path, (container, at) -> {
            if (!Tree.isEmpty(container, "volumeDevices")) {
                errors.forbidden(at.child("volumeDevices"), when);
            }
        });
    }

    private static void hostnameOverride(JsonNode spec, Path path, FieldErrors errors) {
        if (!Tree.has(spec, "hostnameOverride")) {
            return;
        }
        String name = Tree.text(spec, "hostnameOverride");
        if (Tree.flag(spec, "setHostnameAsFQDN")) {
            errors.forbidden(path, "may not be specified when setHostnameAsFQDN is true");
        }
        if (Tree.flag(spec, "hostNetwork")) {
            errors.forbidden(path, "may not be specified when hostNetwork is true");
        }
        if (name.length() > MAX_HOSTNAME_OVERRIDE) {
            errors.tooLong(path, MAX_HOSTNAME_OVERRIDE);
        }
        Names.dnsSubdomain(name, path, errors);
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

    private static void overhead(JsonNode overhead, Path path, FieldErrors errors) {
        if (!overhead.isMissingNode()) {
            ResourceValidation.requirements(Tree.newObject().set("limits", overhead), Set.of(), path, errors);
        }
    }

    private static void system(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode os = Tree.get(spec, "os");
        if (os.isMissingNode()) {
            return;
        }
        String name = Tree.text(os, "name");
        switch (name) {
            case "" -> errors.required(path.child("os").child("name"), "");
            case "linux" -> WindowsValidation.linux(spec, path, errors);
            case "windows" -> WindowsValidation.windows(spec, path, errors);
            default -> errors.notSupported(path.child("os"), name, SYSTEMS);
        }
    }
}
