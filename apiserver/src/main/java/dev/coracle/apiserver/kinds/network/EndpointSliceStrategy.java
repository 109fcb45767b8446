package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
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

/** EndpointSlices: addresses of one type, which never changes. */
final class EndpointSliceStrategy implements Strategy {
    private static final int SHOWN = 3;
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text("AddressType", "@discovery.v1.EndpointSlice.addressType", "addressType"),
            Columns.cell("Ports", "string", "@discovery.v1.EndpointSlice.ports", EndpointSliceStrategy::ports),
            Columns.cell(
                    "Endpoints", "string", "@discovery.v1.EndpointSlice.endpoints", EndpointSliceStrategy::endpoints),
            Columns.AGED);

    @Override
    public void setDefaults(ObjectNode object) {
        for (JsonNode port : Tree.get(object, "ports")) {
            if (port instanceof ObjectNode node) {
                if (!Tree.has(node, "name")) {
                    node.put("name", "");
                }
                Tree.setDefault(node, "protocol", "TCP");
            }
        }
        Tree.createList(object, "endpoints");
        Tree.createList(object, "ports");
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        dropTopology(object);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        if (!Tree.same(Tree.get(object, "endpoints"), Tree.get(old, "endpoints"))) {
            dropTopology(object);
        }
    }

    /** Only v1beta1, which is gone, could write it. */
    private static void dropTopology(ObjectNode object) {
        for (JsonNode endpoint : Tree.get(object, "endpoints")) {
            if (endpoint instanceof ObjectNode node) {
                node.remove("deprecatedTopology");
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        EndpointSliceValidation.validate(object, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        EndpointSliceValidation.validate(object, errors);
        Field.of(object, "addressType", errors).unchanged(Field.of(old, "addressType", errors));
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String ports(ObjectNode object) {
        List<String> ports = new ArrayList<>();
        for (JsonNode port : Tree.get(object, "ports")) {
            String field = Tree.has(port, "port") ? "port" : "name";
            ports.add(Tree.has(port, field) ? Tree.text(port, field) : "*");
        }
        return some(ports);
    }

    private static String endpoints(ObjectNode object) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode endpoint : Tree.get(object, "endpoints")) {
            Tree.get(endpoint, "addresses").forEach(address -> addresses.add(address.asText()));
        }
        return some(addresses);
    }

    private static String some(List<String> all) {
        if (all.size() <= SHOWN) {
            String joined = String.join(",", all);
            return joined.isEmpty() ? Columns.UNSET : joined;
        }
        return String.join(",", all.subList(0, SHOWN)) + " + " + (all.size() - SHOWN) + " more...";
    }
}
