package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Names;
import java.util.List;

/** A service's status: where its load balancer answers. */
final class LoadBalancerValidation {
    private static final Path INGRESS = Path.of("status", "loadBalancer", "ingress");
    private static final List<String> IP_MODES = List.of("Proxy", "VIP");

    private LoadBalancerValidation() {}

    static void validate(ObjectNode object, FieldErrors errors) {
        JsonNode ingresses = Tree.get(Tree.status(object), "loadBalancer", "ingress");
        if (!ServiceSpec.of(object).isLoadBalancer()) {
            if (!ingresses.isEmpty()) {
                errors.forbidden(INGRESS, "may only be used when `spec.type` is 'LoadBalancer'");
            }
            return;
        }
        int i = 0;
        for (JsonNode ingress : ingresses) {
            ingress(ingress, INGRESS.index(i++), errors);
        }
    }

    private static void ingress(JsonNode ingress, Path path, FieldErrors errors) {
        String address = Tree.text(ingress, "ip");
        String hostname = Tree.text(ingress, "hostname");
        String mode = Tree.text(ingress, "ipMode");
        if (!address.isEmpty()) {
            Addresses.ip(address, path.child("ip"), errors);
        } else if (!mode.isEmpty()) {
            errors.forbidden(path.child("ipMode"), "may not be specified when `ip` is not set");
        }
        if (!mode.isEmpty() && !address.isEmpty() && !IP_MODES.contains(mode)) {
            errors.notSupported(path.child("ipMode"), mode, IP_MODES);
        }
        if (!hostname.isEmpty()) {
            Names.dnsSubdomain(hostname, path.child("hostname"), errors);
            if (Addresses.isIp(hostname)) {
                errors.invalid(path.child("hostname"), hostname, "must be a DNS name, not an IP address");
            }
        }
    }
}
