package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.resource.DnsNames;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Texts for what is valid but hardly meant: the commonest of upstream's pod warnings (pkg/api/pod, v1.36). */
final class PodWarnings {
    private PodWarnings() {}

    static List<String> ofPod(JsonNode pod) {
        List<String> warnings = of(Tree.spec(pod), "spec");
        String name = Tree.name(pod);
        List<String> wrong = DnsNames.label(name, false);
        if (!name.isEmpty() && !wrong.isEmpty()) {
            warnings.add("metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
                    + "a DNS label is recommended: " + wrong);
        }
        return warnings;
    }

    static List<String> of(JsonNode spec, String path) {
        List<String> warnings = new ArrayList<>(0);
        if (Tree.number(spec, "terminationGracePeriodSeconds") < 0) {
            warnings.add(path + ".terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be"
                    + " treated as 1");
        }
        for (String list : new String[] {"initContainers", "containers"}) {
            int i = 0;
            for (JsonNode container : Tree.get(spec, list)) {
                container(container, path + "." + list + "[" + i++ + "]", warnings);
            }
        }
        return warnings;
    }

    private static void container(JsonNode container, String path, List<String> warnings) {
        JsonNode env = Tree.get(container, "env");
        if (env.size() > 1) {
            Set<String> names = new HashSet<>();
            int i = 0;
            for (JsonNode variable : env) {
                String name = Tree.text(variable, "name");
                if (!names.add(name)) {
                    warnings.add(path + ".env[" + i + "]: hides previous definition of \"" + name
                            + "\", which may be dropped when using apply");
                }
                i++;
            }
        }
        JsonNode ports = Tree.get(container, "ports");
        if (ports.size() > 1) {
            duplicatePorts(ports, path + ".ports", warnings);
        }
        for (String list : new String[] {"limits", "requests"}) {
            JsonNode memory = Tree.get(container, "resources", list, "memory");
            if (!memory.isMissingNode() && !Quantity.of(memory).isInteger()) {
                warnings.add(path + ".resources." + list + "[memory]: fractional byte value \"" + memory.asText()
                        + "\" is invalid, must be an integer");
            }
        }
    }

    private static void duplicatePorts(JsonNode ports, String path, List<String> warnings) {
        Map<String, Integer> seen = new HashMap<>();
        int i = 0;
        for (JsonNode port : ports) {
            String key = Tree.integer(port, "containerPort") + "/" + Tree.text(port, "protocol") + "/"
                    + Tree.text(port, "hostIP") + "/" + Tree.integer(port, "hostPort");
            Integer first = seen.putIfAbsent(key, i);
            if (first != null) {
                warnings.add(path + "[" + i + "]: duplicate port definition with " + path + "[" + first + "]");
            }
            i++;
        }
    }
}
