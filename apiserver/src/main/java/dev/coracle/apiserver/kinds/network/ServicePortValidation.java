package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Ports;
import java.util.HashSet;
import java.util.Set;

/** A service's ports, each and together. */
final class ServicePortValidation {
    private static final Path PORTS = Path.of("spec", "ports");

    private ServicePortValidation() {}

    static void validate(JsonNode spec, FieldErrors errors) {
        JsonNode ports = Tree.get(spec, "ports");
        Set<String> names = new HashSet<>();
        int i = 0;
        for (JsonNode port : ports) {
            Path at = PORTS.index(i++);
            String name = Tree.text(port, "name");
            if (name.isEmpty()) {
                if (ports.size() > 1) {
                    errors.required(at.child("name"), "");
                }
            } else {
                Names.dnsLabel(name, at.child("name"), errors);
                if (!names.add(name)) {
                    errors.duplicate(at.child("name"), name);
                }
            }
            Ports.number(Tree.number(port, "port"), at.child("port"), errors);
            Ports.protocol(Tree.text(port, "protocol"), at.child("protocol"), errors);
            Ports.numberOrName(Tree.get(port, "targetPort"), at.child("targetPort"), errors);
            if (Tree.has(port, "appProtocol")) {
                LabelValidation.labelName(Tree.text(port, "appProtocol"), at.child("appProtocol"), errors);
            }
        }
    }

    static void combinations(ServiceSpec service, FieldErrors errors) {
        JsonNode ports = Tree.get(service.node(), "ports");
        if (service.type().equals("ClusterIP")) {
            int i = 0;
            for (JsonNode port : ports) {
                if (Tree.integer(port, "nodePort") != 0) {
                    errors.forbidden(PORTS.index(i).child("nodePort"), "may not be used when `type` is 'ClusterIP'");
                }
                i++;
            }
        }
        Set<String> nodePorts = new HashSet<>();
        int i = 0;
        for (JsonNode port : ports) {
            int nodePort = Tree.integer(port, "nodePort");
            if (nodePort != 0 && !nodePorts.add(Tree.text(port, "protocol") + nodePort)) {
                errors.duplicate(PORTS.index(i).child("nodePort"), nodePort);
            }
            i++;
        }
        Set<String> numbers = new HashSet<>();
        i = 0;
        for (JsonNode port : ports) {
            if (!numbers.add(Tree.text(port, "protocol") + Tree.integer(port, "port"))) {
                errors.duplicate(PORTS.index(i), key(port));
            }
            i++;
        }
    }

    /** Upstream prints the internal type, whose fields have Go's names. */
    private static ObjectNode key(JsonNode port) {
        ObjectNode key = Tree.newObject();
        key.put("Name", "").put("Protocol", Tree.text(port, "protocol")).putNull("AppProtocol");
        return key.put("Port", Tree.integer(port, "port")).put("TargetPort", 0).put("NodePort", 0);
    }
}
