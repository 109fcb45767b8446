package dev.coracle.apiserver.kinds.network;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Ports;
import java.util.ArrayList;
import java.util.List;

/** Endpoints: the addresses of a service in the form that came before EndpointSlices. */
final class EndpointsStrategy implements Strategy {
    private static final int SHOWN = 3;
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell(
                    "Endpoints",
                    "string",
                    "@core.v1.Endpoints.subsets",
                    object -> endpoints(Tree.get(object, "subsets"))),
            Columns.AGED);

    private static final FieldRule ADDRESS = all(
            address -> Addresses.ip(address.at("ip")),
            field("hostname").unlessEmpty().dnsLabel(),
            field("nodeName").optional().dnsSubdomain(),
            address -> Addresses.notSpecial(address.at("ip")));
    private static final FieldRule PORT = all(
            EndpointsStrategy::portName,
            field("port").inRange(Ports.MIN, Ports.MAX),
            field("protocol").required().oneOf(Ports.PROTOCOLS),
            field("appProtocol").optional().labelKey());
    private static final FieldRule OBJECT = each("subsets")
            .to(
                    EndpointsStrategy::somewhere,
                    each("addresses").to(ADDRESS),
                    each("notReadyAddresses").to(ADDRESS),
                    each("ports").to(PORT));

    @Override
    public String deprecation() {
        return "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
    }

    @Override
    public void setDefaults(ObjectNode object) {
        for (JsonNode subset : Tree.get(object, "subsets")) {
            for (JsonNode port : Tree.get(subset, "ports")) {
                if (port instanceof ObjectNode node) {
                    Tree.setDefault(node, "protocol", "TCP");
                }
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        OBJECT.check(Field.of(object, errors));
    }

    private static void somewhere(Field subset) {
        if (subset.isEmpty("addresses") && subset.isEmpty("notReadyAddresses")) {
            subset.required("must specify `addresses` or `notReadyAddresses`");
        }
    }

    private static void portName(Field port) {
        Field name = port.at("name");
        if (!name.isEmpty()) {
            name.obeys(NameRule.DNS_LABEL);
        } else if (port.parent().size() > 1) {
            name.required("");
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String endpoints(JsonNode subsets) {
        if (subsets.isEmpty()) {
            return Columns.NONE;
        }
        List<String> shown = new ArrayList<>();
        int count = 0;
        for (JsonNode subset : subsets) {
            JsonNode addresses = Tree.get(subset, "addresses");
            JsonNode ports = Tree.get(subset, "ports");
            int rounds = Math.max(1, ports.size());
            for (int i = 0; i < rounds; i++) {
                for (JsonNode address : addresses) {
                    count++;
                    if (shown.size() < SHOWN) {
                        String ip = Tree.text(address, "ip");
                        String host = ip.indexOf(':') >= 0 && !ports.isEmpty() ? "[" + ip + "]" : ip;
                        shown.add(ports.isEmpty() ? host : host + ":" + Tree.integer(ports.get(i), "port"));
                    }
                }
            }
        }
        String list = String.join(",", shown);
        return count > SHOWN ? list + " + " + (count - SHOWN) + " more..." : list;
    }
}
