package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.ObjectMetaValidation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** EndpointSlices: addresses of one type, which never changes. */
final class EndpointSliceStrategy implements Strategy {
    private static final int SHOWN = 3;
    private static final TableColumns COLUMNS = Columns.table(
            EndpointSliceStrategy::cells,
            Columns.NAME,
            Columns.text("AddressType", "@discovery.v1.EndpointSlice.addressType"),
            Columns.text("Ports", "@discovery.v1.EndpointSlice.ports"),
            Columns.text("Endpoints", "@discovery.v1.EndpointSlice.endpoints"),
            Columns.AGE);

    @Override
    public boolean allowCreateOnUpdate() {
        return true;
    }

    @Override
    public boolean tracksGeneration() {
        return true;
    }

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
        ObjectMetaValidation.immutable(
                Tree.get(object, "addressType"), Tree.get(old, "addressType"), Path.of("addressType"), errors);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static List<@Nullable Object> cells(ObjectNode object, Instant now) {
        List<String> ports = new ArrayList<>();
        for (JsonNode port : Tree.get(object, "ports")) {
            String name = Tree.text(port, "name");
            ports.add(Tree.has(port, "port") ? Tree.text(port, "port") : name.isEmpty() ? "*" : name);
        }
        List<String> addresses = new ArrayList<>();
        for (JsonNode endpoint : Tree.get(object, "endpoints")) {
            Tree.get(endpoint, "addresses").forEach(address -> addresses.add(address.asText()));
        }
        return List.of(
                Tree.name(object),
                Tree.text(object, "addressType"),
                some(ports),
                some(addresses),
                Ages.of(object, now));
    }

    private static String some(List<String> all) {
        if (all.isEmpty()) {
            return "<unset>";
        }
        if (all.size() <= SHOWN) {
            return String.join(",", all);
        }
        return String.join(",", all.subList(0, SHOWN)) + " + " + (all.size() - SHOWN) + " more...";
    }
}
