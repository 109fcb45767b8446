package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Warnings about container ports that get in each other's way. Confined to one request. */
final class PortWarnings {
    private record Seen(String path, JsonNode port) {}

    private final JsonNode spec;
    private final String prefix;
    private final List<String> warnings = new ArrayList<>(0);
    private final List<String> names = new ArrayList<>(0);
    private final Map<String, List<Seen>> ports = new HashMap<>();
    private final Map<String, String> byName = new HashMap<>();

    PortWarnings(JsonNode spec, String prefix) {
        this.spec = spec;
        this.prefix = prefix;
    }

    List<String> collect() {
        PodContainers.visit(Field.of(spec, Path.of("spec"), new FieldErrors()), container -> {
            for (Field port : container.each("ports")) {
                port(port.node(), prefix + port.path());
            }
        });
        warnings.addAll(names);
        return warnings;
    }

    private void port(JsonNode port, String path) {
        int host = Tree.integer(port, "hostPort");
        String address = Tree.text(port, "hostIP");
        if (!address.isEmpty() && host == 0) {
            warnings.add(path + ": hostIP set without hostPort: {Name:" + Tree.text(port, "name") + " HostPort:0"
                    + " ContainerPort:" + Tree.integer(port, "containerPort") + " Protocol:"
                    + Tree.text(port, "protocol") + " HostIP:" + address + "}");
        }
        String key = Tree.integer(port, "containerPort") + "/" + Tree.text(port, "protocol");
        List<Seen> others = ports.computeIfAbsent(key, unused -> new ArrayList<>(1));
        for (Seen other : others) {
            int otherHost = Tree.integer(other.port, "hostPort");
            String otherAddress = Tree.text(other.port, "hostIP");
            if (address.equals(otherAddress) && host == otherHost) {
                warnings.add(path + ": duplicate port definition with " + other.path);
            } else if (host == 0 || otherHost == 0) {
                warnings.add(path + ": overlapping port definition with " + other.path);
            } else if (host == otherHost && address.isEmpty() != otherAddress.isEmpty()) {
                warnings.add(path + ": dangerously ambiguous port definition with " + other.path);
            }
        }
        others.add(new Seen(path, port));
        String name = Tree.text(port, "name");
        if (!name.isEmpty()) {
            String first = byName.putIfAbsent(name, path);
            if (first != null) {
                names.add(path + ": duplicate port name \"" + name + "\" with " + first
                        + ", services and probes that select ports by name will use " + first);
            }
        }
    }
}
