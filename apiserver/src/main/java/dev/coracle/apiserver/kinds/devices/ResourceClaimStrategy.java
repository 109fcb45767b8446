package dev.coracle.apiserver.kinds.devices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Resource claims: what is claimed never changes. */
final class ResourceClaimStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell(
                    "State",
                    "string",
                    "A summary of the current state (allocated, pending, reserved, etc.).",
                    ResourceClaimStrategy::state),
            Columns.AGED);

    @Override
    public void setDefaults(ObjectNode object) {
        setRequestDefaults(Tree.spec(object));
    }

    /** One device, where a request does not say how many. */
    static void setRequestDefaults(JsonNode spec) {
        for (JsonNode request : Tree.get(spec, "devices", "requests")) {
            setDefaults(Tree.get(request, "exactly"));
            Tree.get(request, "firstAvailable").forEach(ResourceClaimStrategy::setDefaults);
        }
    }

    private static void setDefaults(JsonNode request) {
        if (request instanceof ObjectNode node) {
            Tree.setDefault(node, "allocationMode", "ExactCount");
            if (Tree.text(node, "allocationMode").equals("ExactCount")) {
                Tree.setDefaultIfZero(node, "count", 1);
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        DeviceClaimValidation.devices(Field.spec(object, errors).at("devices"));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field.spec(object, errors).unchanged(Field.spec(old, errors), "ResourceClaimSpec");
    }

    /** The status of devices goes with their allocation. */
    @Override
    public void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        FieldErrors none = new FieldErrors();
        Field status = Field.status(object, none);
        Set<ObjectNode> gone =
                ClaimStatusValidation.allocated(Field.status(old, none).at("allocation"));
        gone.removeAll(ClaimStatusValidation.allocated(status.at("allocation")));
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (Field device : status.each("devices")) {
            if (!gone.contains(DeviceNames.shown(device))) {
                kept.add(device.node());
            }
        }
        if (kept.size() < status.at("devices").node().size()) {
            ObjectNode node = (ObjectNode) status.node();
            if (kept.isEmpty()) {
                node.remove("devices");
            } else {
                node.set("devices", kept);
            }
        }
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        ClaimStatusValidation.update(
                Field.status(object, errors),
                Field.status(old, errors),
                DeviceClaimValidation.requestNames(Field.spec(object, errors).at("devices")),
                Tree.has(Tree.metadata(object), "deletionTimestamp"));
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String state(ObjectNode claim) {
        List<String> states = new ArrayList<>();
        boolean deleted = Tree.has(Tree.metadata(claim), "deletionTimestamp");
        if (deleted) {
            states.add("deleted");
        }
        if (Tree.has(Tree.status(claim), "allocation")) {
            states.add("allocated");
            if (!Tree.isEmpty(Tree.status(claim), "reservedFor")) {
                states.add("reserved");
            }
        } else if (!deleted) {
            states.add("pending");
        }
        return String.join(",", states);
    }
}
