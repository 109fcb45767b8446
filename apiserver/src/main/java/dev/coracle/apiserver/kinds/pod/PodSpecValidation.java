package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Taints;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pod's spec, in a pod or in a template: upstream's ValidatePodSpec, in its order. */
final class PodSpecValidation {
    private static final int MAX_HOSTNAME_OVERRIDE = 64;
    private static final String HOST_USERS = "when `hostUsers` is false";

    /** What follows the containers. */
    private static final FieldRule SHARED = all(
            field("restartPolicy").required().oneOf("Always", "OnFailure", "Never"),
            field("dnsPolicy").required().oneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"),
            field("nodeSelector").to(LabelValidation::labels),
            SecurityValidation::pod,
            field("affinity").to(AffinityValidation.RULES),
            DnsValidation::validate,
            each("readinessGates").to(field("conditionType").labelKey()),
            field("schedulingGates").to(PodSpecValidation::schedulingGates),
            field("topologySpreadConstraints").to(SpreadValidation::validate),
            WindowsValidation::hostProcess);

    private static final FieldRule REST = all(
            field("hostnameOverride").to(PodSpecValidation::hostnameOverride),
            field("serviceAccountName").unlessEmpty().dnsSubdomain(),
            field("nodeName").unlessEmpty().dnsSubdomain(),
            field("activeDeadlineSeconds").optional().inRange(1, Integer.MAX_VALUE),
            field("hostname").unlessEmpty().dnsLabel(),
            field("subdomain").unlessEmpty().dnsLabel(),
            each("tolerations").to(Taints::toleration),
            each("hostAliases").to(PodSpecValidation::hostAlias),
            field("priorityClassName").unlessEmpty().dnsSubdomain(),
            field("runtimeClassName").optional().dnsSubdomain(),
            field("preemptionPolicy").optional().required().oneOf("PreemptLowerPriority", "Never"),
            field("overhead").to(PodSpecValidation::overhead),
            field("os")
                    .to(choice("name")
                            .when("", required("name"))
                            .when("linux", os -> WindowsValidation.linux(os.parent()))
                            .when("windows", os -> WindowsValidation.windows(os.parent()))
                            .otherwise(os -> os.with(os.at("name").node()).notSupported(List.of("linux", "windows")))),
            EnvironmentValidation::fileVolumes);

    private PodSpecValidation() {}

    /** @param pod the pod this is the spec of, which is held to a little more than a template; missing for a template */
    static void validate(Field spec, JsonNode pod) {
        boolean isPod = !pod.isMissingNode();
        if (!spec.has("terminationGracePeriodSeconds")) {
            spec.at("terminationGracePeriodSeconds").required("");
        }
        Map<String, JsonNode> volumes = VolumeValidation.validate(spec.at("volumes"), Tree.name(pod), isPod);
        ResourceClaimValidation.validate(spec.at("resourceClaims"), pod);
        PodScope scope = PodScope.of(spec.node(), volumes);
        ContainerListValidation.validate(spec, scope);
        PodResourceValidation.validate(spec, scope.claims());
        hostNetworkPorts(spec, isPod);
        SHARED.check(spec);
        if (!scope.hostUsers()) {
            ownUsers(spec);
        }
        REST.check(spec);
    }

    private static void hostNetworkPorts(Field spec, boolean isPod) {
        if (!spec.flag("hostNetwork")) {
            return;
        }
        for (Field container : spec.each("containers")) {
            for (Field port : container.each("ports")) {
                long host = port.number("hostPort");
                if ((isPod || host != 0) && host != port.number("containerPort")) {
                    port.at("hostPort").invalid(host, "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void schedulingGates(Field gates) {
        Set<String> seen = new HashSet<>();
        for (Field gate : gates.each()) {
            Field name = gate.with(gate.at("name").node());
            LabelValidation.labelName(name);
            if (!seen.add(name.text())) {
                name.duplicate(name.text());
            }
        }
    }

    private static void ownUsers(Field spec) {
        if (spec.flag("hostNetwork")) {
            spec.at("hostNetwork").forbidden(HOST_USERS);
        }
        if (spec.flag("hostPID")) {
            spec.at("hostPID").as("HostPID").forbidden(HOST_USERS);
        }
        if (spec.flag("hostIPC")) {
            spec.at("hostIPC").as("HostIPC").forbidden(HOST_USERS);
        }
        PodContainers.visit(spec, container -> {
            if (!container.isEmpty("volumeDevices")) {
                container.at("volumeDevices").forbidden(HOST_USERS);
            }
        });
    }

    private static void hostnameOverride(Field name) {
        if (name.parent().flag("setHostnameAsFQDN")) {
            name.forbidden("may not be specified when setHostnameAsFQDN is true");
        }
        if (name.parent().flag("hostNetwork")) {
            name.forbidden("may not be specified when hostNetwork is true");
        }
        if (name.text().length() > MAX_HOSTNAME_OVERRIDE) {
            name.tooLong(MAX_HOSTNAME_OVERRIDE);
        }
        name.obeys(NameRule.DNS_SUBDOMAIN);
    }

    private static void hostAlias(Field alias) {
        Addresses.ip(alias.at("ip"));
        alias.each("hostnames").forEach(name -> name.obeys(NameRule.DNS_SUBDOMAIN));
    }

    /** Held to what limits are. */
    private static void overhead(Field overhead) {
        JsonNode limits = Tree.newObject().set("limits", overhead.node());
        ResourceValidation.requirements(overhead.with(limits), Set.of());
    }
}
