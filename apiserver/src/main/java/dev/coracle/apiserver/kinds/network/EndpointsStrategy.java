package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
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
        int i = 0;
        for (JsonNode subset : Tree.get(object, "subsets")) {
            subset(subset, Path.of("subsets").index(i++), errors);
        }
    }

    private static void subset(JsonNode subset, Path path, FieldErrors errors) {
        if (Tree.isEmpty(subset, "addresses") && Tree.isEmpty(subset, "notReadyAddresses")) {
            errors.required(path, "must specify `addresses` or `notReadyAddresses`");
        }
        for (String list : new String[] {"addresses", "notReadyAddresses"}) {
            int i = 0;
            for (JsonNode address : Tree.get(subset, list)) {
                address(address, path.child(list).index(i++), errors);
            }
        }
        JsonNode ports = Tree.get(subset, "ports");
        int i = 0;
        for (JsonNode port : ports) {
            port(port, ports.size() > 1, path.child("ports").index(i++), errors);
        }
    }

    private static void address(JsonNode address, Path path, FieldErrors errors) {
        String ip = Tree.text(address, "ip");
        Addresses.ip(ip, path.child("ip"), errors);
        if (!Tree.isEmpty(address, "hostname")) {
            Names.dnsLabel(Tree.text(address, "hostname"), path.child("hostname"), errors);
        }
        if (Tree.has(address, "nodeName")) {
            Names.dnsSubdomain(Tree.text(address, "nodeName"), path.child("nodeName"), errors);
        }
        Addresses.notSpecial(ip, path.child("ip"), errors);
    }

    private static void port(JsonNode port, boolean named, Path path, FieldErrors errors) {
        String name = Tree.text(port, "name");
        if (!name.isEmpty()) {
            Names.dnsLabel(name, path.child("name"), errors);
        } else if (named) {
            errors.required(path.child("name"), "");
        }
        Ports.number(Tree.number(port, "port"), path.child("port"), errors);
        Ports.protocol(Tree.text(port, "protocol"), path.child("protocol"), errors);
        if (Tree.has(port, "appProtocol")) {
            LabelValidation.labelName(Tree.text(port, "appProtocol"), path.child("appProtocol"), errors);
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
