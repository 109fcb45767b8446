package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import java.util.List;

/** A service's status: where its load balancer answers. */
final class LoadBalancerValidation {
    private static final List<String> IP_MODES = List.of("Proxy", "VIP");

    private LoadBalancerValidation() {}

    static void validate(ObjectNode object, FieldErrors errors) {
        Field ingresses = Field.status(object, errors).at("loadBalancer", "ingress");
        if (ServiceSpec.of(object).isLoadBalancer()) {
            ingresses.each().forEach(LoadBalancerValidation::ingress);
        } else if (!ingresses.isEmpty()) {
            ingresses.forbidden("may only be used when `spec.type` is 'LoadBalancer'");
        }
    }

    private static void ingress(Field ingress) {
        Field address = ingress.at("ip");
        Field mode = ingress.at("ipMode");
        if (!address.isEmpty()) {
            Addresses.ip(address);
            if (!mode.isEmpty()) {
                mode.oneOf(IP_MODES);
            }
        } else if (!mode.isEmpty()) {
            mode.forbidden("may not be specified when `ip` is not set");
        }
        Field hostname = ingress.at("hostname");
        if (!hostname.isEmpty()) {
            hostname.obeys(NameRule.DNS_SUBDOMAIN);
            if (Addresses.isIp(hostname.text())) {
                hostname.invalid("must be a DNS name, not an IP address");
            }
        }
    }
}
