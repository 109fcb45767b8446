package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;

/** A container's defaults: core/v1's SetDefaults_Container, _Probe, _HTTPGetAction and what stands in its fields. */
final class ContainerDefaults {
    private static final String[] PROBES = {"livenessProbe", "readinessProbe", "startupProbe"};
    private static final String[] HOOKS = {"postStart", "preStop"};

    private ContainerDefaults() {}

    static void container(ObjectNode container) {
        Tree.setDefault(container, "imagePullPolicy", pullPolicy(Tree.text(container, "image")));
        Tree.setDefault(container, "terminationMessagePath", "/dev/termination-log");
        Tree.setDefault(container, "terminationMessagePolicy", "File");
        ObjectNode resources = Tree.createObject(container, "resources");
        Quantity.canonicalize(resources.path("limits"));
        Quantity.canonicalize(resources.path("requests"));
        for (JsonNode port : Tree.get(container, "ports")) {
            if (port instanceof ObjectNode node) {
                Tree.setDefault(node, "protocol", "TCP");
            }
        }
        for (JsonNode variable : Tree.get(container, "env")) {
            JsonNode from = Tree.get(variable, "valueFrom");
            if (from.isObject()) {
                reference(from);
            }
            if (Tree.get(from, "fileKeyRef") instanceof ObjectNode file && !Tree.has(file, "optional")) {
                file.put("optional", false);
            }
        }
        for (String name : PROBES) {
            if (Tree.get(container, name) instanceof ObjectNode probe) {
                probe(probe);
            }
        }
        for (String name : HOOKS) {
            httpGet(Tree.get(container, "lifecycle", name));
        }
    }

    /**
     * Always for {@code :latest} or no tag at all, unless a digest says exactly which image is meant; of what is no name
     * nothing is known.
     */
    static String pullPolicy(String image) {
        if (!ImageName.isValid(image)) {
            return "IfNotPresent";
        }
        int digest = image.indexOf('@');
        String name = digest < 0 ? image : image.substring(0, digest);
        boolean tagged = name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
        return name.endsWith(":latest") || (!tagged && digest < 0) ? "Always" : "IfNotPresent";
    }

    /** The fieldRef or resourceFieldRef of an environment variable or a downward API file. */
    static void reference(JsonNode from) {
        if (Tree.get(from, "fieldRef") instanceof ObjectNode field) {
            Tree.setDefault(field, "apiVersion", "v1");
        }
        if (Tree.get(from, "resourceFieldRef") instanceof ObjectNode resource) {
            Tree.setDefault(resource, "divisor", "0");
            Quantity.canonicalize(resource, "divisor");
        }
    }

    private static void probe(ObjectNode probe) {
        Tree.setDefaultIfZero(probe, "timeoutSeconds", 1);
        Tree.setDefaultIfZero(probe, "periodSeconds", 10);
        Tree.setDefaultIfZero(probe, "successThreshold", 1);
        Tree.setDefaultIfZero(probe, "failureThreshold", 3);
        httpGet(probe);
        if (Tree.get(probe, "grpc") instanceof ObjectNode grpc && !Tree.has(grpc, "service")) {
            grpc.put("service", "");
        }
    }

    private static void httpGet(JsonNode handler) {
        if (Tree.get(handler, "httpGet") instanceof ObjectNode action) {
            Tree.setDefault(action, "path", "/");
            Tree.setDefault(action, "scheme", "HTTP");
        }
    }
}
