package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import org.jspecify.annotations.Nullable;

/** A service's IP families on a cluster that has IPv4 alone: upstream's initIPFamilyFields. */
final class IpFamilies {
    private static final Path SPEC = Path.of("spec");
    private static final Path POLICY = SPEC.child("ipFamilyPolicy");

    private IpFamilies() {}

    static void initialize(ObjectNode object, @Nullable ObjectNode old) {
        ServiceSpec service = ServiceSpec.of(object);
        if (service.isExternalName()) {
            return;
        }
        ObjectNode spec = Tree.createObject(object, "spec");
        boolean selectorless = Tree.text(spec, "clusterIP").equals("None") && Tree.isEmpty(spec, "selector");
        if (!Tree.has(spec, "ipFamilyPolicy")) {
            spec.put("ipFamilyPolicy", policy(old, selectorless));
        }
        FieldErrors errors = new FieldErrors();
        ClusterIpValidation.validate(Field.spec(object, errors));
        refuse(object, errors);
        infer(spec, errors);
        refuse(object, errors);
        ArrayNode families = Tree.createList(spec, "ipFamilies");
        boolean single = Tree.text(spec, "ipFamilyPolicy").equals("SingleStack");
        if (selectorless) {
            // Only here may a family be named that the cluster lacks: nothing is ever allocated from it.
            if (families.isEmpty()) {
                families.add("IPv4");
            }
            if (!single && families.size() < 2) {
                families.add(families.get(0).asText().equals("IPv4") ? "IPv6" : "IPv4");
            }
            return;
        }
        if (Tree.text(spec, "ipFamilyPolicy").equals("RequireDualStack")) {
            errors.invalid(POLICY, "RequireDualStack", "this cluster is not configured for dual-stack services");
        }
        int i = 0;
        for (JsonNode family : families) {
            if (!family.asText().equals("IPv4")) {
                errors.invalid(SPEC.child("ipFamilies").index(i), family.asText(), "not configured on this cluster");
            }
            i++;
        }
        refuse(object, errors);
        if (families.isEmpty()) {
            families.add("IPv4");
        }
    }

    private static String policy(@Nullable ObjectNode old, boolean selectorless) {
        String before = old == null ? "" : Tree.text(Tree.spec(old), "ipFamilyPolicy");
        if (!before.isEmpty()) {
            return before;
        }
        return selectorless ? "RequireDualStack" : "SingleStack";
    }

    /** Takes the families from the addresses the client gave. */
    private static void infer(ObjectNode spec, FieldErrors errors) {
        JsonNode addresses = Tree.get(spec, "clusterIPs");
        boolean single = Tree.text(spec, "ipFamilyPolicy").equals("SingleStack");
        if (single && addresses.size() == 2) {
            errors.invalid(
                    POLICY,
                    "SingleStack",
                    "must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified");
        }
        if (single && Tree.get(spec, "ipFamilies").size() == 2) {
            errors.invalid(
                    POLICY,
                    "SingleStack",
                    "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified");
        }
        int i = 0;
        for (JsonNode address : addresses) {
            if (address.asText().equals("None")) {
                return;
            }
            if (i >= Tree.get(spec, "ipFamilies").size()) {
                if (Addresses.isIpv4(address.asText())) {
                    Tree.createList(spec, "ipFamilies").add("IPv4");
                } else {
                    errors.invalid(
                            SPEC.child("clusterIPs").index(i), addresses, "IPv6 is not configured on this cluster");
                }
            }
            i++;
        }
    }

    static void refuse(ObjectNode object, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid("", "Service", Tree.name(object), errors);
        }
    }
}
