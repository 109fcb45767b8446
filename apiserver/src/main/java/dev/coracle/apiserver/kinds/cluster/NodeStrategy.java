package dev.coracle.apiserver.kinds.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
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
    private static final Path SPEC = Path.of("spec");
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
        JsonNode spec = Tree.spec(object);
        Taints.validate(Tree.get(spec, "taints"), Path.of("metadata", "taints"), errors);
        resources(object, errors);
        int i = 0;
        for (JsonNode cidr : Tree.get(spec, "podCIDRs")) {
            Addresses.cidr(cidr.asText(), SPEC.child("podCIDRs").index(i++), errors);
        }
        JsonNode cidrs = Tree.get(spec, "podCIDRs");
        if (cidrs.size() > 2 || (cidrs.size() == 2 && isIpv6(cidrs.get(0)) == isIpv6(cidrs.get(1)))) {
            errors.invalid(SPEC.child("podCIDRs"), cidrs, "may specify no more than one CIDR for each IP family");
        }
    }

    private static boolean isIpv6(JsonNode cidr) {
        return cidr.asText().indexOf(':') >= 0;
    }

    private static void resources(ObjectNode object, FieldErrors errors) {
        for (String list : new String[] {"capacity", "allocatable"}) {
            for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(Tree.status(object), list))) {
                ResourceNames.amount(entry.getKey(), entry.getValue(), Path.of("status", list, entry.getKey()), errors);
            }
        }
    }

    private static void addresses(ObjectNode object, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode address : Tree.get(Tree.status(object), "addresses")) {
            Path at = Path.of("status", "addresses").index(i++);
            if (!seen.add(Tree.text(address, "type") + "/" + Tree.text(address, "address"))) {
                errors.duplicate(at, InternalForm.of("NodeAddress", address));
            }
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        JsonNode spec = Tree.spec(object);
        JsonNode oldSpec = Tree.spec(old);
        resources(object, errors);
        addresses(object, errors);
        JsonNode cidrs = Tree.get(oldSpec, "podCIDRs");
        if (!cidrs.isEmpty() && !Tree.same(cidrs, Tree.get(spec, "podCIDRs"))) {
            errors.forbidden(SPEC.child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        }
        String provider = Tree.text(oldSpec, "providerID");
        if (!provider.isEmpty() && !provider.equals(Tree.text(spec, "providerID"))) {
            errors.forbidden(
                    SPEC.child("providerID"), "node updates may not change providerID except from \"\" to valid");
        }
        Taints.validate(Tree.get(spec, "taints"), Path.of("metadata", "taints"), errors);
        if (!Tree.text(spec, "externalID").equals(Tree.text(oldSpec, "externalID"))) {
            errors.forbidden(SPEC.child("externalID"), "may not be updated");
        }
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        resources(object, errors);
        addresses(object, errors);
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
