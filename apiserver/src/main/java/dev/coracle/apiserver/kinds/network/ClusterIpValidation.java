package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Cluster IPs, families and policy against each other: upstream's ValidateServiceClusterIPsRelatedFields. */
final class ClusterIpValidation {
    private static final Path SPEC = Path.of("spec");
    private static final Path ADDRESSES = SPEC.child("clusterIPs");
    private static final List<String> FAMILIES = List.of("IPv4", "IPv6");
    private static final List<String> POLICIES = List.of("PreferDualStack", "RequireDualStack", "SingleStack");

    private ClusterIpValidation() {}

    static void validate(JsonNode spec, FieldErrors errors) {
        if (Tree.text(spec, "type").equals("ExternalName")) {
            return;
        }
        JsonNode addresses = Tree.get(spec, "clusterIPs");
        String single = Tree.text(spec, "clusterIP");
        if (!single.isEmpty() && addresses.isEmpty()) {
            errors.required(ADDRESSES, "");
        } else if (!single.isEmpty() && !addresses.get(0).asText().equals(single)) {
            errors.invalid(ADDRESSES, addresses, "first value must match `clusterIP`");
        } else if (single.isEmpty() && !addresses.isEmpty()) {
            errors.invalid(ADDRESSES, addresses, "must be empty when `clusterIP` is not specified");
        }
        families(Tree.get(spec, "ipFamilies"), errors);
        String policy = Tree.text(spec, "ipFamilyPolicy");
        if (!policy.isEmpty() && !POLICIES.contains(policy)) {
            errors.notSupported(SPEC.child("ipFamilyPolicy"), policy, POLICIES);
        }
        addresses(addresses, Tree.get(spec, "ipFamilies"), errors);
    }

    private static void families(JsonNode families, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode family : families) {
            Path at = SPEC.child("ipFamilies").index(i++);
            if (!FAMILIES.contains(family.asText())) {
                errors.notSupported(at, family.asText(), FAMILIES);
            }
            if (!seen.add(family.asText())) {
                errors.duplicate(at, family.asText());
            }
        }
    }

    private static void addresses(JsonNode addresses, JsonNode families, FieldErrors errors) {
        boolean broken = false;
        boolean headless = false;
        for (int i = 0; i < addresses.size(); i++) {
            String address = addresses.get(i).asText();
            if (i == 0 && address.equals("None")) {
                headless = true;
                if (addresses.size() > 1) {
                    broken = true;
                    errors.invalid(ADDRESSES, addresses, "'None' must be the first and only value");
                }
            } else {
                broken |= !Addresses.isIp(address);
                Addresses.ip(address, ADDRESSES.index(i), errors);
            }
        }
        if (addresses.size() > 2) {
            errors.invalid(ADDRESSES, addresses, "may only hold up to 2 values");
        }
        if (broken || headless) {
            return;
        }
        if (addresses.size() > 1
                && Addresses.isIpv4(addresses.get(0).asText())
                        == Addresses.isIpv4(addresses.get(1).asText())) {
            errors.invalid(ADDRESSES, addresses, "may specify no more than one IP for each IP family");
        }
        for (int i = 0; i < Math.min(addresses.size(), families.size()); i++) {
            String address = addresses.get(i).asText();
            String family = families.get(i).asText();
            if (!family.equals(Addresses.isIpv4(address) ? "IPv4" : "IPv6")) {
                errors.invalid(
                        ADDRESSES.index(i),
                        address,
                        "expected an " + family + " value as indicated by `ipFamilies[" + i + "]`");
            }
        }
    }
}
