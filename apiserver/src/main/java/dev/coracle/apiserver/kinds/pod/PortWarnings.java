package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Warnings about container ports that get in each other's way. Confined to one request. */
final class PortWarnings {
    private final Field spec;
    private final List<String> warnings = new ArrayList<>(0);
    private final List<String> names = new ArrayList<>(0);
    private final Map<String, List<Field>> ports = new HashMap<>();
    private final Map<String, Field> byName = new HashMap<>();

    PortWarnings(Field spec) {
        this.spec = spec;
    }

    List<String> collect() {
        PodContainers.visit(spec, container -> container.each("ports").forEach(this::port));
        warnings.addAll(names);
        return warnings;
    }

    private void port(Field at) {
        JsonNode port = at.node();
        int host = Tree.integer(port, "hostPort");
        String address = Tree.text(port, "hostIP");
        if (!address.isEmpty() && host == 0) {
            warnings.add(at.path() + ": hostIP set without hostPort: {Name:" + Tree.text(port, "name")
                    + " HostPort:0 ContainerPort:" + Tree.integer(port, "containerPort") + " Protocol:"
                    + Tree.text(port, "protocol") + " HostIP:" + address + "}");
        }
        String key = Tree.integer(port, "containerPort") + "/" + Tree.text(port, "protocol");
        List<Field> others = ports.computeIfAbsent(key, unused -> new ArrayList<>(1));
        for (Field other : others) {
            long otherHost = other.number("hostPort");
            String otherAddress = other.text("hostIP");
            if (address.equals(otherAddress) && host == otherHost) {
                warnings.add(at.path() + ": duplicate port definition with " + other.path());
            } else if (host == 0 || otherHost == 0) {
                warnings.add(at.path() + ": overlapping port definition with " + other.path());
            } else if (host == otherHost && address.isEmpty() != otherAddress.isEmpty()) {
                warnings.add(at.path() + ": dangerously ambiguous port definition with " + other.path());
            }
        }
        others.add(at);
        Field first = at.isEmpty("name") ? null : byName.putIfAbsent(at.text("name"), at);
        if (first != null) {
            names.add(at.path() + ": duplicate port name \"" + at.text("name") + "\" with " + first.path()
                    + ", services and probes that select ports by name will use " + first.path());
        }
    }
}
