package dev.coracle.apiserver.kinds.cluster;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import dev.coracle.machinery.validation.Taints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Nodes: what a kubelet registers; pod CIDRs and the provider's id are set once. */
final class NodeStrategy implements Strategy {
    private static final FieldRule AMOUNTS = all(
            field("capacity").to(NodeStrategy::amounts), field("allocatable").to(NodeStrategy::amounts));
    private static final FieldRule STATUS = all(AMOUNTS, field("addresses").to(NodeStrategy::addresses));
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE =
            Map.of("spec.unschedulable", node -> String.valueOf(Tree.flag(Tree.spec(node), "unschedulable")));

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode status = Tree.createObject(object, "status");
        ObjectNode spec = Tree.createObject(object, "spec");
        Quantity.canonicalize(status.path("capacity"));
        Quantity.canonicalize(status.path("allocatable"));
        if (!Tree.has(status, "allocatable") && Tree.has(status, "capacity")) {
            status.set("allocatable", status.get("capacity").deepCopy());
        }
        // The old field and the new list tell the same; old kubelets know but the field, so it counts.
        String first = Tree.text(spec, "podCIDR");
        if (!first.isEmpty() && !first.equals(Tree.get(spec, "podCIDRs").path(0).asText())) {
            spec.putArray("podCIDRs").add(first);
        } else if (first.isEmpty() && !Tree.isEmpty(spec, "podCIDRs")) {
            spec.put("podCIDR", spec.get("podCIDRs").get(0).asText());
        }
    }

    /** A kubelet registers itself with its status. */
    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        dropConfigSource(object);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        if (!Tree.has(Tree.spec(old), "configSource")) {
            dropConfigSource(object);
        }
    }

    private static void dropConfigSource(ObjectNode object) {
        if (object.get("spec") instanceof ObjectNode spec) {
            spec.remove("configSource");
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        taints(object, errors);
        AMOUNTS.check(Field.status(object, errors));
        Field cidrs = spec.at("podCIDRs");
        cidrs.each().forEach(Addresses::cidr);
        if (cidrs.size() > 2 || (cidrs.size() == 2 && isIpv6(cidrs.item(0)) == isIpv6(cidrs.item(1)))) {
            cidrs.invalid("may specify no more than one CIDR for each IP family");
        }
    }

    private static boolean isIpv6(Field cidr) {
        return cidr.text().indexOf(':') >= 0;
    }

    /** Upstream says of them that they are metadata. */
    private static void taints(ObjectNode object, FieldErrors errors) {
        Field shown = Field.of(object, "metadata", errors).at("taints");
        Taints.validate(shown.with(Tree.get(Tree.spec(object), "taints")));
    }

    private static void amounts(Field amounts) {
        for (Field amount : amounts.entries()) {
            ResourceNames.amount(amount.name(), amount.as(amount.name()));
        }
    }

    private static void addresses(Field addresses) {
        Set<String> seen = new HashSet<>();
        for (Field address : addresses.each()) {
            if (!seen.add(address.text("type") + "/" + address.text("address"))) {
                address.duplicate(InternalForm.of("NodeAddress", address.node()));
            }
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        Field before = Field.spec(old, errors);
        STATUS.check(Field.status(object, errors));
        Field cidrs = spec.at("podCIDRs");
        if (!before.isEmpty("podCIDRs")
                && !Tree.same(cidrs.node(), before.at("podCIDRs").node())) {
            cidrs.forbidden("node updates may not change podCIDR except from \"\" to valid");
        }
        if (!before.isEmpty("providerID") && !before.text("providerID").equals(spec.text("providerID"))) {
            spec.at("providerID").forbidden("node updates may not change providerID except from \"\" to valid");
        }
        taints(object, errors);
        if (!spec.text("externalID").equals(before.text("externalID"))) {
            spec.at("externalID").forbidden("may not be updated");
        }
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        STATUS.check(Field.status(object, errors));
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        List<String> warnings = new ArrayList<>(0);
        if (Tree.has(Tree.spec(object), "configSource")) {
            warnings.add("spec.configSource: the feature is removed");
        }
        if (!Tree.isEmpty(Tree.spec(object), "externalID")) {
            warnings.add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
        }
        return warnings;
    }

    @Override
    public void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        setDefaults(object);
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return NodeColumns.TABLE;
    }
}
