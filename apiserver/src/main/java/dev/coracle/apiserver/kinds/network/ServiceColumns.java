package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** {@code kubectl get services}. */
final class ServiceColumns {
    static final TableColumns TABLE = Columns.of(
            Columns.NAMED,
            Columns.text("Type", "@core.v1.ServiceSpec.type", "spec.type"),
            Columns.cell("Cluster-IP", "string", "@core.v1.ServiceSpec.clusterIP", ServiceColumns::internal),
            Columns.cell("External-IP", "string", "@core.v1.ServiceSpec.externalIPs", ServiceColumns::external),
            Columns.cell("Port(s)", "string", "@core.v1.ServiceSpec.ports", ServiceColumns::ports),
            Columns.AGED,
            Columns.cell("Selector", "string", "@core.v1.ServiceSpec.selector", ServiceColumns::selector)
                    .wide());

    private ServiceColumns() {}

    private static String internal(ObjectNode service) {
        JsonNode spec = Tree.spec(service);
        JsonNode addresses = Tree.get(spec, "clusterIPs");
        return addresses.isEmpty()
                ? Columns.orNone(Tree.text(spec, "clusterIP"))
                : addresses.get(0).asText();
    }

    private static String selector(ObjectNode service) {
        return Columns.labels(Tree.get(Tree.spec(service), "selector"));
    }

    private static String external(ObjectNode service) {
        JsonNode spec = Tree.spec(service);
        List<String> addresses = new ArrayList<>();
        switch (Tree.text(spec, "type")) {
            case "ExternalName" -> {
                return Tree.text(spec, "externalName");
            }
            case "LoadBalancer" -> {
                TreeSet<String> ingresses = new TreeSet<>();
                for (JsonNode ingress : Tree.get(Tree.status(service), "loadBalancer", "ingress")) {
                    String address = Tree.text(ingress, "ip");
                    ingresses.add(address.isEmpty() ? Tree.text(ingress, "hostname") : address);
                }
                ingresses.remove("");
                addresses.addAll(ingresses);
                Tree.get(spec, "externalIPs").forEach(address -> addresses.add(address.asText()));
                return addresses.isEmpty() ? "<pending>" : String.join(",", addresses);
            }
            case "ClusterIP", "NodePort" -> {
                Tree.get(spec, "externalIPs").forEach(address -> addresses.add(address.asText()));
                return Columns.orNone(String.join(",", addresses));
            }
            default -> {
                return Ages.UNKNOWN;
            }
        }
    }

    private static String ports(ObjectNode service) {
        StringBuilder out = new StringBuilder();
        for (JsonNode port : Tree.get(Tree.spec(service), "ports")) {
            out.append(out.isEmpty() ? "" : ",").append(Tree.integer(port, "port"));
            int nodePort = Tree.integer(port, "nodePort");
            if (nodePort > 0) {
                out.append(':').append(nodePort);
            }
            out.append('/').append(Tree.text(port, "protocol"));
        }
        return Columns.orNone(out.toString());
    }
}
