package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.tree.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code kubectl get services}. */
final class ServiceColumns {
    static final TableColumns TABLE = Columns.table(
            ServiceColumns::cells,
            Columns.NAME,
            Columns.text("Type", "@core.v1.ServiceSpec.type"),
            Columns.text("Cluster-IP", "@core.v1.ServiceSpec.clusterIP"),
            Columns.text("External-IP", "@core.v1.ServiceSpec.externalIPs"),
            Columns.text("Port(s)", "@core.v1.ServiceSpec.ports"),
            Columns.AGE,
            Columns.wide("Selector", "@core.v1.ServiceSpec.selector"));

    private ServiceColumns() {}

    private static List<@Nullable Object> cells(ObjectNode service, Instant now) {
        JsonNode spec = Tree.spec(service);
        JsonNode addresses = Tree.get(spec, "clusterIPs");
        return List.of(
                Tree.name(service),
                Tree.text(spec, "type"),
                addresses.isEmpty()
                        ? Columns.orNone(Tree.text(spec, "clusterIP"))
                        : addresses.get(0).asText(),
                external(service),
                ports(Tree.get(spec, "ports")),
                Ages.of(service, now),
                Columns.labels(Tree.get(spec, "selector")));
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

    private static String ports(JsonNode ports) {
        StringBuilder out = new StringBuilder();
        for (JsonNode port : ports) {
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
