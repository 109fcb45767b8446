package dev.coracle.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Located;
import java.util.ArrayList;
import java.util.List;

/** Blocks of addresses for services: fixed once made, but for the second family. */
final class ServiceCidrStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("CIDRs", "string", "@networking.v1.ServiceCIDRSpec.cidrs", ServiceCidrStrategy::joined),
            Columns.AGED);
    private static final String IMMUTABLE = "field is immutable";

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        cidrs(Located.spec(object, errors));
    }

    private static void cidrs(Located spec) {
        Located cidrs = spec.at("cidrs");
        List<Located> items = cidrs.items();
        if (items.isEmpty()) {
            cidrs.required("at least one CIDR required");
            return;
        }
        if (items.size() > 2) {
            ObjectNode shown = Tree.newObject();
            shown.set("CIDRs", cidrs.node());
            cidrs.invalid(shown, "may only hold up to 2 values");
            return;
        }
        for (Located cidr : items) {
            Addresses.canonicalCidr(cidr.text(), cidr.path(), cidr.errors());
        }
        if (items.size() == 2
                && Addresses.isBlock(items.get(0).text())
                && Addresses.isBlock(items.get(1).text())
                && isIpv6(items.get(0)) == isIpv6(items.get(1))) {
            cidrs.invalid("may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
    }

    private static boolean isIpv6(Located cidr) {
        return cidr.text().indexOf(':') >= 0;
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Located spec = Located.spec(object, errors);
        Located now = spec.at("cidrs");
        JsonNode before = Tree.get(Tree.spec(old), "cidrs");
        List<Located> items = now.items();
        if (items.size() == before.size()) {
            for (int i = 0; i < items.size(); i++) {
                sameAt(items.get(i), before.get(i));
            }
        } else if (before.size() == 1 && items.size() == 2) {
            sameAt(items.get(0), before.get(0));
            cidrs(spec);
        } else {
            now.invalid(IMMUTABLE);
        }
    }

    private static void sameAt(Located now, JsonNode before) {
        if (!now.node().equals(before)) {
            now.invalid(IMMUTABLE);
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
