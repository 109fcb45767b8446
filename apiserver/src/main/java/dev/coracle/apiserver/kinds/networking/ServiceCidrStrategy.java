package dev.coracle.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import java.util.ArrayList;
import java.util.List;

/** Blocks of addresses for services: fixed once made, but for the second family. */
final class ServiceCidrStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("CIDRs", "string", "@networking.v1.ServiceCIDRSpec.cidrs", ServiceCidrStrategy::joined),
            Columns.AGED);

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        cidrs(Field.spec(object, errors));
    }

    private static void cidrs(Field spec) {
        Field cidrs = spec.at("cidrs");
        if (cidrs.isEmpty()) {
            cidrs.required("at least one CIDR required");
            return;
        }
        if (cidrs.size() > 2) {
            ObjectNode shown = Tree.newObject();
            shown.set("CIDRs", cidrs.node());
            cidrs.invalid(shown, "may only hold up to 2 values");
            return;
        }
        cidrs.each().forEach(Addresses::canonicalCidr);
        String first = cidrs.item(0).text();
        String second = cidrs.item(1).text();
        if (Addresses.isBlock(first) && Addresses.isBlock(second) && isIpv6(first) == isIpv6(second)) {
            cidrs.invalid("may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
    }

    private static boolean isIpv6(String cidr) {
        return cidr.indexOf(':') >= 0;
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        Field now = spec.at("cidrs");
        Field before = Field.spec(old, errors).at("cidrs");
        if (now.size() == before.size()) {
            now.each().forEach(cidr -> cidr.unchanged(before.item(cidr.index())));
        } else if (before.size() == 1 && now.size() == 2) {
            now.item(0).unchanged(before.item(0));
            cidrs(spec);
        } else {
            now.invalid(ObjectMetaValidation.IMMUTABLE);
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String joined(ObjectNode object) {
        List<String> cidrs = new ArrayList<>();
        Tree.get(Tree.spec(object), "cidrs").forEach(cidr -> cidrs.add(cidr.asText()));
        return String.join(",", cidrs);
    }
}
