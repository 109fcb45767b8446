package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Ports;
import java.util.List;

/** A service by itself: upstream's ValidateService, in its order. */
final class ServiceValidation {
    private static final Path SPEC = Path.of("spec");
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final List<String> AFFINITIES = List.of("ClientIP", "None");
    private static final List<String> POLICIES = List.of("Cluster", "Local");
    private static final List<String> DISTRIBUTIONS = List.of("PreferClose", "PreferSameZone", "PreferSameNode");
    private static final String HINTS = "service.kubernetes.io/topology-aware-hints";
    private static final String MODE = "service.kubernetes.io/topology-mode";
    private static final String SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";
    private static final int MAX_AFFINITY_SECONDS = 86400;

    private ServiceValidation() {}

    static void validate(ObjectNode object, FieldErrors errors) {
        ServiceSpec service = ServiceSpec.of(object);
        JsonNode spec = service.node();
        topology(object, errors);
        type(service, errors);
        ServicePortValidation.validate(spec, errors);
        LabelValidation.labels(Tree.get(spec, "selector"), SPEC.child("selector"), errors);
        affinity(spec, errors);
        ClusterIpValidation.validate(spec, errors);
        int i = 0;
        for (JsonNode address : Tree.get(spec, "externalIPs")) {
            Path at = SPEC.child("externalIPs").index(i++);
            int before = errors.all().size();
            Addresses.ip(address.asText(), at, errors);
            if (errors.all().size() == before) {
                Addresses.notSpecial(address.asText(), at, errors);
            }
        }
        if (!TYPES.contains(service.type())) {
            errors.notSupported(SPEC.child("type"), service.type(), TYPES);
        }
        ServicePortValidation.combinations(service, errors);
        loadBalancer(object, service, errors);
        policies(service, errors);
    }

    /** The hints' old annotation and the new one must not disagree. */
    private static void topology(ObjectNode object, FieldErrors errors) {
        JsonNode annotations = Tree.get(Tree.metadata(object), "annotations");
        String mode = Tree.text(annotations, MODE);
        if (annotations.has(MODE) && annotations.has(HINTS) && !mode.equals(Tree.text(annotations, HINTS))) {
            errors.invalid(
                    Path.of("metadata", "annotations").key(MODE),
                    mode,
                    "must match annotations[" + HINTS + "] when both are specified");
        }
    }

    private static void type(ServiceSpec service, FieldErrors errors) {
        JsonNode spec = service.node();
        boolean headless = service.isHeadless();
        if (Tree.isEmpty(spec, "ports") && !headless && !service.isExternalName()) {
            errors.required(SPEC.child("ports"), "");
        }
        if (headless && service.needsNodePort()) {
            errors.invalid(
                    SPEC.child("clusterIPs").index(0),
                    "None",
                    "may not be set to 'None' for " + service.type() + " services");
        }
        if (!service.isExternalName()) {
            return;
        }
        for (String field : new String[] {"clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
            if (!Tree.isEmpty(spec, field)) {
                errors.forbidden(SPEC.child(field), "may not be set for ExternalName services");
            }
        }
        String name = Tree.text(spec, "externalName");
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.isEmpty()) {
            errors.required(SPEC.child("externalName"), "");
        } else {
            Names.dnsSubdomain(name, SPEC.child("externalName"), errors);
        }
    }

    private static void affinity(JsonNode spec, FieldErrors errors) {
        String affinity = Tree.text(spec, "sessionAffinity");
        if (affinity.isEmpty()) {
            errors.required(SPEC.child("sessionAffinity"), "");
        } else if (!AFFINITIES.contains(affinity)) {
            errors.notSupported(SPEC.child("sessionAffinity"), affinity, AFFINITIES);
        }
        if (affinity.equals("ClientIP")) {
            long seconds = Tree.number(Tree.get(spec, "sessionAffinityConfig", "clientIP"), "timeoutSeconds");
            if (seconds <= 0 || seconds > MAX_AFFINITY_SECONDS) {
                errors.invalid(
                        SPEC.child("sessionAffinityConfig").child("clientIP").child("timeoutSeconds"),
                        seconds,
                        "must be greater than 0 and less than " + MAX_AFFINITY_SECONDS);
            }
        }
    }

    private static void loadBalancer(ObjectNode object, ServiceSpec service, FieldErrors errors) {
        JsonNode spec = service.node();
        JsonNode ranges = Tree.get(spec, "loadBalancerSourceRanges");
        String only = "may only be used when `type` is 'LoadBalancer'";
        if (!ranges.isEmpty()) {
            Path path = SPEC.child("LoadBalancerSourceRanges");
            if (!service.isLoadBalancer()) {
                errors.forbidden(path, only);
            }
            int i = 0;
            for (JsonNode range : ranges) {
                Addresses.cidr(range.asText().strip(), path.index(i++), errors);
            }
        } else if (Tree.get(Tree.metadata(object), "annotations").has(SOURCE_RANGES)) {
            annotatedRanges(Tree.text(Tree.get(Tree.metadata(object), "annotations"), SOURCE_RANGES), service, errors);
        }
        if (!service.isLoadBalancer()) {
            for (String field : new String[] {"allocateLoadBalancerNodePorts", "loadBalancerClass"}) {
                if (Tree.has(spec, field)) {
                    errors.forbidden(SPEC.child(field), only);
                }
            }
        } else if (Tree.has(spec, "loadBalancerClass")) {
            LabelValidation.labelName(Tree.text(spec, "loadBalancerClass"), SPEC.child("loadBalancerClass"), errors);
        }
    }

    private static void annotatedRanges(String ranges, ServiceSpec service, FieldErrors errors) {
        Path path = Path.of("metadata", "annotations").key(SOURCE_RANGES);
        if (!service.isLoadBalancer()) {
            errors.forbidden(path, "may only be used when `type` is 'LoadBalancer'");
        }
        if (!ranges.isBlank()) {
            for (String range : ranges.strip().split(",", -1)) {
                Addresses.cidr(range.strip(), path, errors);
            }
        }
    }

    private static void policies(ServiceSpec service, FieldErrors errors) {
        JsonNode spec = service.node();
        String external = Tree.text(spec, "externalTrafficPolicy");
        Path externalPath = SPEC.child("externalTrafficPolicy");
        if (!service.isExternallyAccessible()) {
            if (!external.isEmpty()) {
                errors.invalid(externalPath, external, "may only be set for externally-accessible services");
            }
        } else if (external.isEmpty()) {
            errors.required(externalPath, "");
        } else if (!POLICIES.contains(external)) {
            errors.notSupported(externalPath, external, POLICIES);
        }
        healthCheck(service, errors);
        String internal = Tree.text(spec, "internalTrafficPolicy");
        if (internal.isEmpty() && !service.isExternalName()) {
            errors.required(SPEC.child("internalTrafficPolicy"), "");
        } else if (!internal.isEmpty() && !POLICIES.contains(internal)) {
            errors.notSupported(SPEC.child("internalTrafficPolicy"), internal, POLICIES);
        }
        String distribution = Tree.text(spec, "trafficDistribution");
        if (Tree.has(spec, "trafficDistribution") && !DISTRIBUTIONS.contains(distribution)) {
            errors.notSupported(SPEC.child("trafficDistribution"), distribution, DISTRIBUTIONS);
        }
    }

    private static void healthCheck(ServiceSpec service, FieldErrors errors) {
        long port = Tree.number(service.node(), "healthCheckNodePort");
        if (service.needsHealthCheck()) {
            if (port == 0) {
                errors.required(SPEC.child("healthCheckNodePort"), "");
            } else {
                Ports.number(port, SPEC.child("healthCheckNodePort"), errors);
            }
        } else if (port != 0) {
            errors.invalid(
                    SPEC.child("healthCheckNodePort"),
                    port,
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
    }
}
