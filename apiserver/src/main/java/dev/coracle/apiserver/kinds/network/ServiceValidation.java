package dev.coracle.apiserver.kinds.network;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Ports;
import java.util.List;

/** A service by itself: upstream's ValidateService, in its order. */
final class ServiceValidation {
    private static final String HINTS = "service.kubernetes.io/topology-aware-hints";
    private static final String MODE = "service.kubernetes.io/topology-mode";
    private static final String SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";
    private static final String ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";
    private static final List<String> POLICIES = List.of("Cluster", "Local");
    private static final int MAX_AFFINITY_SECONDS = 86400;

    private static final FieldRule OF_EXTERNAL_NAME = all(
            field("clusterIPs").when(Tree::isEmpty, ServiceValidation::notExternal),
            field("ipFamilies").when(Tree::isEmpty, ServiceValidation::notExternal),
            field("ipFamilyPolicy").when(Tree::isEmpty, ServiceValidation::notExternal),
            spec -> externalName(spec.at("externalName")));
    private static final FieldRule ADDRESSED = all(
            field("ports").to(ServicePortValidation::validate),
            field("selector").to(LabelValidation::labels),
            field("sessionAffinity").required().oneOf("ClientIP", "None"),
            choice("sessionAffinity").when("ClientIP", ServiceValidation::affinity),
            ClusterIpValidation::validate,
            each("externalIPs").to(ServiceValidation::externalAddress),
            field("type").oneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
    private static final FieldRule DISTRIBUTION =
            field("trafficDistribution").optional().oneOf("PreferClose", "PreferSameZone", "PreferSameNode");

    private ServiceValidation() {}

    static void validate(ObjectNode object, FieldErrors errors) {
        ServiceSpec service = ServiceSpec.of(object);
        Field spec = Field.spec(object, errors);
        Field annotations = Field.annotations(object, errors);
        topology(annotations);
        type(service, spec);
        ADDRESSED.check(spec);
        ServicePortValidation.combinations(spec.at("ports"), service.type());
        sourceRanges(spec, annotations.key(SOURCE_RANGES), service.isLoadBalancer());
        loadBalancer(spec, service.isLoadBalancer());
        externalPolicy(spec.at("externalTrafficPolicy"), service.isExternallyAccessible());
        healthCheck(spec.at("healthCheckNodePort"), service.needsHealthCheck());
        Field internal = spec.at("internalTrafficPolicy");
        if (!service.isExternalName() || !internal.isEmpty()) {
            internal.requiredOneOf(POLICIES);
        }
        DISTRIBUTION.check(spec);
    }

    /** The hints' old annotation and the new one must not disagree. */
    private static void topology(Field annotations) {
        Field mode = annotations.key(MODE);
        if (mode.isPresent() && annotations.has(HINTS) && !mode.text().equals(annotations.text(HINTS))) {
            mode.invalid("must match annotations[" + HINTS + "] when both are specified");
        }
    }

    private static void type(ServiceSpec service, Field spec) {
        boolean headless = service.isHeadless();
        if (spec.isEmpty("ports") && !headless && !service.isExternalName()) {
            spec.at("ports").required("");
        }
        if (headless && service.needsNodePort()) {
            spec.at("clusterIPs")
                    .item(0)
                    .invalid("None", "may not be set to 'None' for " + service.type() + " services");
        }
        if (service.isExternalName()) {
            OF_EXTERNAL_NAME.check(spec);
        }
    }

    private static void notExternal(Field field) {
        field.forbidden("may not be set for ExternalName services");
    }

    private static void externalName(Field field) {
        String text = field.text();
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        field.with(TextNode.valueOf(name)).requiredName(NameRule.DNS_SUBDOMAIN);
    }

    private static void affinity(Field spec) {
        Field seconds = spec.at("sessionAffinityConfig", "clientIP").at("timeoutSeconds");
        if (seconds.number() <= 0 || seconds.number() > MAX_AFFINITY_SECONDS) {
            seconds.invalid(seconds.number(), "must be greater than 0 and less than " + MAX_AFFINITY_SECONDS);
        }
    }

    private static void externalAddress(Field address) {
        int before = address.errors().count();
        Addresses.ip(address);
        if (address.errors().count() == before) {
            Addresses.notSpecial(address);
        }
    }

    private static void sourceRanges(Field spec, Field annotation, boolean balanced) {
        Field ranges = spec.at("loadBalancerSourceRanges").as("LoadBalancerSourceRanges");
        if (!ranges.isEmpty()) {
            if (!balanced) {
                ranges.forbidden(ONLY_BALANCED);
            }
            ranges.each().forEach(range -> block(range, range.text()));
        } else if (annotation.isPresent()) {
            if (!balanced) {
                annotation.forbidden(ONLY_BALANCED);
            }
            if (!annotation.text().isBlank()) {
                for (String range : annotation.text().strip().split(",", -1)) {
                    block(annotation, range);
                }
            }
        }
    }

    private static void block(Field at, String text) {
        Addresses.cidr(at.with(TextNode.valueOf(text.strip())));
    }

    private static void loadBalancer(Field spec, boolean balanced) {
        for (String field : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
            if (!balanced && spec.has(field)) {
                spec.at(field).forbidden(ONLY_BALANCED);
            }
        }
        if (balanced && spec.has("loadBalancerClass")) {
            LabelValidation.labelName(spec.at("loadBalancerClass"));
        }
    }

    private static void externalPolicy(Field policy, boolean accessible) {
        if (accessible) {
            policy.requiredOneOf(POLICIES);
        } else if (!policy.isEmpty()) {
            policy.invalid("may only be set for externally-accessible services");
        }
    }

    private static void healthCheck(Field port, boolean needed) {
        if (needed) {
            if (port.number() == 0) {
                port.required("");
            } else {
                Ports.number(port);
            }
        } else if (port.number() != 0) {
            port.invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
    }
}
