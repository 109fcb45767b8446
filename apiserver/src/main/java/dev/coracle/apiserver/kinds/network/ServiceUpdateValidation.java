package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.ObjectMetaValidation;

/** What of a service may not change: its addresses, families and load balancer class, unless its type does. */
final class ServiceUpdateValidation {
    private static final String FIXED = "may not change once set";

    private ServiceUpdateValidation() {}

    static void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        ServiceSpec is = ServiceSpec.of(object);
        ServiceSpec was = ServiceSpec.of(old);
        Field spec = Field.spec(object, errors);
        JsonNode before = was.node();
        if (!is.isExternalName() && !was.isExternalName()) {
            if (!is.isHeadless() || !was.isHeadless()) {
                addresses(spec.at("clusterIPs"), Tree.get(before, "clusterIPs"));
            }
            if (!is.isHeadless() && !was.isHeadless()) {
                families(spec.at("ipFamilies"), Tree.get(before, "ipFamilies"));
            }
        }
        Field balancer = spec.at("loadBalancerClass");
        if (is.isLoadBalancer()
                && was.isLoadBalancer()
                && !Tree.same(balancer.node(), Tree.get(before, "loadBalancerClass"))) {
            balancer.invalid(FIXED);
        }
        Field healthCheck = spec.at("healthCheckNodePort");
        if (was.needsHealthCheck()
                && is.needsHealthCheck()
                && healthCheck.number() != Tree.number(before, "healthCheckNodePort")) {
            healthCheck.forbidden(ObjectMetaValidation.IMMUTABLE);
        }
    }

    private static void addresses(Field now, JsonNode before) {
        if (now.isEmpty() && !before.isEmpty()) {
            now.item(0).invalid(now.node(), "primary clusterIP can not be unset");
            return;
        }
        for (Field address : now.each()) {
            boolean checked = address.index() == 0 || now.size() == before.size();
            JsonNode old = before.get(address.index());
            if (checked && old != null && !address.node().equals(old)) {
                address.invalid(now.node(), FIXED);
            }
        }
    }

    private static void families(Field now, JsonNode before) {
        if (!now.isEmpty() && !before.isEmpty() && !now.item(0).node().equals(before.get(0))) {
            now.item(0).invalid(now.node(), FIXED);
        }
    }
}
