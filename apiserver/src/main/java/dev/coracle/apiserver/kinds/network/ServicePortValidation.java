package dev.coracle.apiserver.kinds.network;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Ports;
import java.util.HashSet;
import java.util.Set;

/** A service's ports, each and together. */
final class ServicePortValidation {
    private static final FieldRule PORT = all(
            field("port").inRange(Ports.MIN, Ports.MAX),
            field("protocol").required().oneOf(Ports.PROTOCOLS),
            port -> Ports.numberOrName(port.at("targetPort")),
            field("appProtocol").optional().labelKey());
    private static final FieldRule NO_NODE_PORT = field("nodePort")
            .when(port -> port.asInt() == 0, port -> port.forbidden("may not be used when `type` is 'ClusterIP'"));

    private ServicePortValidation() {}

    static void validate(Field ports) {
        Set<String> names = new HashSet<>();
        for (Field port : ports.each()) {
            Field name = port.at("name");
            if (!name.isEmpty()) {
                name.obeys(NameRule.DNS_LABEL);
                if (!names.add(name.text())) {
                    name.duplicate();
                }
            } else if (ports.size() > 1) {
                name.required("");
            }
            PORT.check(port);
        }
    }

    static void combinations(Field ports, String type) {
        if (type.equals("ClusterIP")) {
            ports.each().forEach(NO_NODE_PORT::check);
        }
        Set<String> nodePorts = new HashSet<>();
        for (Field port : ports.each()) {
            long nodePort = port.number("nodePort");
            if (nodePort != 0 && !nodePorts.add(port.text("protocol") + nodePort)) {
                port.at("nodePort").duplicate();
            }
        }
        Set<String> numbers = new HashSet<>();
        for (Field port : ports.each()) {
            if (!numbers.add(port.text("protocol") + port.number("port"))) {
                port.duplicate(key(port));
            }
        }
    }

    /** Upstream prints the internal type, whose fields have Go's names. */
    private static ObjectNode key(Field port) {
        ObjectNode key = Tree.newObject();
        key.put("Name", "").put("Protocol", port.text("protocol")).putNull("AppProtocol");
        return key.put("Port", port.number("port")).put("TargetPort", 0).put("NodePort", 0);
    }
}
