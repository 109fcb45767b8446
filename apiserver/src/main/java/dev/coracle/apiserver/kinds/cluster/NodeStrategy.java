package dev.coracle.apiserver.kinds.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Addresses;
import dev.coracle.apiserver.validation.Quantity;
import dev.coracle.apiserver.validation.Taints;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Nodes: what a kubelet registers; pod CIDRs and the provider's id are set once. */
final class NodeStrategy implements Strategy {
    private static final Path SPEC = Path.of("spec");
    private static final Set<String> CHANGEABLE =
            Set.of("taints", "unschedulable", "podCIDR", "podCIDRs", "providerID", "configSource", "externalID");
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
        // The old field and the new list tell the same.
        String first = Tree.text(spec, "podCIDR");
        if (!first.isEmpty() && Tree.isEmpty(spec, "podCIDRs")) {
            spec.putArray("podCIDRs").add(first);
        } else if (first.isEmpty() && !Tree.isEmpty(spec, "podCIDRs")) {
            spec.put("podCIDR", spec.get("podCIDRs").get(0).asText());
        }
    }

    /** A kubelet registers itself with its status. */
    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {}

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        JsonNode spec = Tree.spec(object);
        Taints.validate(Tree.get(spec, "taints"), Path.of("metadata", "taints"), errors);
        int i = 0;
        for (JsonNode cidr : Tree.get(spec, "podCIDRs")) {
            Addresses.cidr(cidr.asText(), SPEC.child("podCIDRs").index(i++), errors);
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        JsonNode spec = Tree.spec(object);
        JsonNode oldSpec = Tree.spec(old);
        JsonNode cidrs = Tree.get(oldSpec, "podCIDRs");
        if (!cidrs.isEmpty() && !Tree.same(cidrs, Tree.get(spec, "podCIDRs"))) {
            errors.forbidden(SPEC.child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        }
        String provider = Tree.text(oldSpec, "providerID");
        if (!provider.isEmpty() && !provider.equals(Tree.text(spec, "providerID"))) {
            errors.forbidden(
                    SPEC.child("providerID"), "node updates may not change providerID except from \"\" to valid");
        }
        for (Map.Entry<String, JsonNode> entry : Tree.entries(spec)) {
            String field = entry.getKey();
            if (!CHANGEABLE.contains(field) && !Tree.same(entry.getValue(), Tree.get(oldSpec, field))) {
                errors.forbidden(Path.of(""), "node updates may only change labels, taints, or capacity");
            }
        }
        Taints.validate(Tree.get(spec, "taints"), SPEC.child("taints"), errors);
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
