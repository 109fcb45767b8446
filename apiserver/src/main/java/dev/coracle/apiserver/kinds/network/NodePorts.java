package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Chooses node ports, or checks those a client asks for. One port number may serve the same service port over several
 * protocols. Confined to one write.
 */
final class NodePorts {
    private final WriteContext context;
    private final ObjectNode object;
    private final Set<Integer> own = new HashSet<>();
    private final Set<Integer> taken = new HashSet<>();

    private NodePorts(WriteContext context, ObjectNode object) {
        this.context = context;
        this.object = object;
    }

    static String claim(int port) {
        return "/claims/nodeports/" + port;
    }

    static void allocateForCreate(WriteContext context, ObjectNode object) {
        NodePorts ports = new NodePorts(context, object);
        ServiceSpec service = ServiceSpec.of(object);
        if (service.needsNodePort()) {
            ports.create(service);
        }
        if (service.needsHealthCheck()) {
            ports.healthCheck();
        }
    }

    static void allocateForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        NodePorts ports = new NodePorts(context, object);
        ServiceSpec was = ServiceSpec.of(old);
        ServiceSpec is = ServiceSpec.of(object);
        for (JsonNode port : Tree.get(was.node(), "ports")) {
            ports.own.add(Tree.integer(port, "nodePort"));
        }
        if (is.needsNodePort()) {
            ports.update(is);
        }
        if (!was.needsHealthCheck() && is.needsHealthCheck()) {
            ports.healthCheck();
        }
    }

    private void create(ServiceSpec service) {
        Map<Integer, Integer> byPort = new HashMap<>();
        JsonNode ports = Tree.get(service.node(), "ports");
        for (int i = 0; i < ports.size(); i++) {
            if (!(ports.get(i) instanceof ObjectNode port)) {
                continue;
            }
            int number = Tree.integer(port, "port");
            int asked = Tree.integer(port, "nodePort");
            if (asked == 0 && !service.allocatesNodePorts()) {
                continue;
            }
            Integer sibling = byPort.get(number);
            if (sibling == null) {
                int wanted = asked(ports, number);
                if (wanted != 0) {
                    reserve(wanted, i);
                } else {
                    wanted = any("a nodePort");
                }
                port.put("nodePort", wanted);
                byPort.put(number, wanted);
            } else if (asked == 0) {
                port.put("nodePort", sibling);
            } else if (asked != sibling) {
                reserve(asked, i);
            }
        }
    }

    /** What the client asks for this service port, under any of its protocols. */
    private static int asked(JsonNode ports, int number) {
        for (JsonNode port : ports) {
            int nodePort = Tree.integer(port, "nodePort");
            if (Tree.integer(port, "port") == number && nodePort != 0) {
                return nodePort;
            }
        }
        return 0;
    }

    private void update(ServiceSpec service) {
        JsonNode ports = Tree.get(service.node(), "ports");
        for (int i = 0; i < ports.size(); i++) {
            if (!(ports.get(i) instanceof ObjectNode port)) {
                continue;
            }
            int asked = Tree.integer(port, "nodePort");
            if (asked != 0) {
                if (!own.contains(asked) && !taken.contains(asked)) {
                    reserve(asked, i);
                }
            } else if (service.allocatesNodePorts()) {
                port.put("nodePort", any("a nodePort"));
            }
        }
    }

    private void healthCheck() {
        ObjectNode spec = Tree.createObject(object, "spec");
        int asked = Tree.integer(spec, "healthCheckNodePort");
        if (asked == 0) {
            spec.put("healthCheckNodePort", any("a HealthCheck NodePort 0"));
            return;
        }
        String why = refusal(asked);
        if (!why.isEmpty()) {
            throw ApiException.internal("failed to allocate requested HealthCheck NodePort " + asked + ": " + why);
        }
    }

    private void reserve(int port, int index) {
        String why = refusal(port);
        if (!why.isEmpty()) {
            FieldErrors errors = new FieldErrors();
            errors.invalid(Path.of("spec", "ports").index(index).child("nodePort"), port, why);
            IpFamilies.refuse(object, errors);
        }
        taken.add(port);
    }

    private String refusal(int port) {
        int min = context.settings().nodePortMin();
        int max = context.settings().nodePortMax();
        if (port < min || port > max) {
            return "provided port is not in the valid range. The range of valid ports is " + min + "-" + max;
        }
        return isFree(port) ? "" : "provided port is already allocated";
    }

    private boolean isFree(int port) {
        return !taken.contains(port) && !own.contains(port) && context.isUnclaimed(claim(port));
    }

    private int any(String what) {
        int min = context.settings().nodePortMin();
        int max = context.settings().nodePortMax();
        int band = (int) Range.staticBand(max - min + 1L, 32, 16, 128);
        for (Range range : new Range[] {new Range(min + band, max), new Range(min, min + band - 1)}) {
            int found = (int) range.pick(context.random(), port -> isFree((int) port));
            if (found >= 0) {
                taken.add(found);
                return found;
            }
        }
        throw ApiException.internal("failed to allocate " + what + ": range is full");
    }
}
