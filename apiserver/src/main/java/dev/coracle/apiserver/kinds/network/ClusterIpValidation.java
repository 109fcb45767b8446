package dev.coracle.apiserver.kinds.network;

import static dev.coracle.machinery.validation.FieldRule.field;

import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Cluster IPs, families and policy against each other: upstream's ValidateServiceClusterIPsRelatedFields. */
final class ClusterIpValidation {
    private static final List<String> FAMILIES = List.of("IPv4", "IPv6");
    private static final FieldRule POLICY =
            field("ipFamilyPolicy").unlessEmpty().oneOf("PreferDualStack", "RequireDualStack", "SingleStack");

    private ClusterIpValidation() {}

    static void validate(Field spec) {
        if (spec.text("type").equals("ExternalName")) {
            return;
        }
        Field addresses = spec.at("clusterIPs");
        String single = spec.text("clusterIP");
        if (!single.isEmpty() && addresses.isEmpty()) {
            addresses.required("");
        } else if (!single.isEmpty() && !addresses.item(0).text().equals(single)) {
            addresses.invalid("first value must match `clusterIP`");
        } else if (single.isEmpty() && !addresses.isEmpty()) {
            addresses.invalid("must be empty when `clusterIP` is not specified");
        }
        families(spec.at("ipFamilies"));
        POLICY.check(spec);
        addresses(addresses, spec.at("ipFamilies"));
    }

    private static void families(Field families) {
        Set<String> seen = new HashSet<>();
        for (Field family : families.each()) {
            family.oneOf(FAMILIES);
            if (!seen.add(family.text())) {
                family.duplicate();
            }
        }
    }

    private static void addresses(Field addresses, Field families) {
        boolean broken = false;
        boolean headless = addresses.item(0).text().equals("None");
        if (headless && addresses.size() > 1) {
            broken = true;
            addresses.invalid("'None' must be the first and only value");
        }
        for (Field address : addresses.each()) {
            if (!headless || address.index() > 0) {
                broken |= !Addresses.isIp(address.text());
                Addresses.ip(address);
            }
        }
        if (addresses.size() > 2) {
            addresses.invalid("may only hold up to 2 values");
        }
        if (broken || headless) {
            return;
        }
        if (addresses.size() > 1
                && Addresses.isIpv4(addresses.item(0).text())
                        == Addresses.isIpv4(addresses.item(1).text())) {
            addresses.invalid("may specify no more than one IP for each IP family");
        }
        for (Field address : addresses.each()) {
            Field family = families.item(address.index());
            if (family.isPresent() && !family.text().equals(Addresses.isIpv4(address.text()) ? "IPv4" : "IPv6")) {
                address.invalid(
                        "expected an " + family.text() + " value as indicated by `ipFamilies[" + family.index() + "]`");
            }
        }
    }
}
