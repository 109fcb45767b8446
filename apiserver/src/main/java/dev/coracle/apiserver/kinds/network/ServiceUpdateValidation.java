package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;

/** What of a service may not change: its addresses, families and load balancer class, unless its type does. */
final class ServiceUpdateValidation {
    private static final Path SPEC = Path.of("spec");
    private static final String FIXED = "may not change once set";

    private ServiceUpdateValidation() {}

    static void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        ServiceSpec is = ServiceSpec.of(object);
        ServiceSpec was = ServiceSpec.of(old);
        if (!is.isExternalName() && !was.isExternalName()) {
            addresses(is, was, errors);
            families(is, was, errors);
        }
        if (is.isLoadBalancer() && was.isLoadBalancer()) {
            JsonNode now = Tree.get(is.node(), "loadBalancerClass");
            if (!Tree.same(now, Tree.get(was.node(), "loadBalancerClass"))) {
                errors.invalid(SPEC.child("loadBalancerClass"), now, FIXED);
            }
        }
        if (was.needsHealthCheck()
                && is.needsHealthCheck()
                && Tree.number(was.node(), "healthCheckNodePort") != Tree.number(is.node(), "healthCheckNodePort")) {
            errors.forbidden(SPEC.child("healthCheckNodePort"), "field is immutable");
        }
    }

    private static void addresses(ServiceSpec is, ServiceSpec was, FieldErrors errors) {
        if (is.isHeadless() && was.isHeadless()) {
            return;
        }
        JsonNode now = Tree.get(is.node(), "clusterIPs");
        JsonNode before = Tree.get(was.node(), "clusterIPs");
        Path path = SPEC.child("clusterIPs");
        if (now.isEmpty() && !before.isEmpty()) {
            errors.invalid(path.index(0), now, "primary clusterIP can not be unset");
            return;
        }
        for (int i = 0; i < Math.min(now.size(), before.size()); i++) {
            boolean checked = i == 0 || now.size() == before.size();
            if (checked && !now.get(i).equals(before.get(i))) {
                errors.invalid(path.index(i), now, FIXED);
            }
        }
    }

    private static void families(ServiceSpec is, ServiceSpec was, FieldErrors errors) {
        if (is.isHeadless() || was.isHeadless()) {
            return;
        }
        JsonNode now = Tree.get(is.node(), "ipFamilies");
        JsonNode before = Tree.get(was.node(), "ipFamilies");
        if (!now.isEmpty() && !before.isEmpty() && !now.get(0).equals(before.get(0))) {
            errors.invalid(SPEC.child("ipFamilies").index(0), now, FIXED);
        }
    }
}
