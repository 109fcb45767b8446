package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.quota.ContainerSums;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.Map;

/** What a pod's spec means where it says nothing: core/v1's SetDefaults_PodSpec and, for pods alone, SetDefaults_Pod. */
final class PodDefaults {
    private static final String[] CONTAINER_LISTS = {"initContainers", "containers", "ephemeralContainers"};

    private PodDefaults() {}

    /** Of every pod spec, in a pod or in a template. */
    static void spec(ObjectNode spec) {
        Tree.setDefault(spec, "restartPolicy", "Always");
        Tree.setDefault(spec, "dnsPolicy", "ClusterFirst");
        Tree.setDefault(spec, "schedulerName", "default-scheduler");
        Tree.setDefault(spec, "terminationGracePeriodSeconds", 30);
        if (!Tree.has(spec, "securityContext")) {
            spec.putObject("securityContext");
        }
        accountNames(spec);
        for (JsonNode volume : Tree.get(spec, "volumes")) {
            if (volume instanceof ObjectNode node) {
                VolumeDefaults.volume(node);
            }
        }
        for (String list : CONTAINER_LISTS) {
            for (JsonNode container : Tree.get(spec, list)) {
                if (container instanceof ObjectNode node) {
                    ContainerDefaults.container(node);
                }
            }
        }
        Quantity.canonicalize(spec.path("overhead"));
        Quantity.canonicalize(spec.path("resources").path("limits"));
        Quantity.canonicalize(spec.path("resources").path("requests"));
    }

    /** Of pods alone: these change when a template becomes a pod. */
    static void podOnly(ObjectNode spec) {
        if (Tree.number(spec, "terminationGracePeriodSeconds") < 0) {
            spec.put("terminationGracePeriodSeconds", 1);
        }
        for (String list : new String[] {"containers", "initContainers"}) {
            for (JsonNode container : Tree.get(spec, list)) {
                requestLimits(container);
                if (Tree.flag(spec, "hostNetwork")) {
                    hostPorts(container);
                }
            }
        }
        if (Tree.get(spec, "resources") instanceof ObjectNode resources) {
            hugePageLimits(spec, resources);
            podRequests(spec, resources);
        }
        if (!Tree.has(spec, "enableServiceLinks")) {
            spec.put("enableServiceLinks", true);
        }
    }

    /** A pod that says something of its resources is limited to the huge pages its containers are limited to. */
    private static void hugePageLimits(ObjectNode spec, ObjectNode resources) {
        if (Tree.isEmpty(resources, "limits") && Tree.isEmpty(resources, "requests")) {
            return;
        }
        ContainerSums.of(spec, "limits").forEach((name, sum) -> {
            if (ResourceNames.isHugePages(name)
                    && !Tree.has(Tree.get(resources, "requests"), name)
                    && !Tree.has(Tree.get(resources, "limits"), name)) {
                Tree.createObject(resources, "limits").put(name, sum.toString());
            }
        });
    }

    /** A limited pod requests what its containers do, and where they say nothing its limit. */
    private static void podRequests(ObjectNode spec, ObjectNode resources) {
        if (Tree.isEmpty(resources, "limits")) {
            return;
        }
        ContainerSums.of(spec, "requests").forEach((name, sum) -> {
            if (ResourceNames.isPodLevel(name)
                    && ResourceNames.isOvercommitAllowed(name)
                    && !Tree.has(Tree.get(resources, "requests"), name)) {
                Tree.createObject(resources, "requests").put(name, sum.toString());
            }
        });
        for (Map.Entry<String, JsonNode> limit : Tree.entries(Tree.get(resources, "limits"))) {
            if (ResourceNames.isPodLevel(limit.getKey())
                    && !Tree.has(Tree.get(resources, "requests"), limit.getKey())) {
                Tree.createObject(resources, "requests").set(limit.getKey(), limit.getValue());
            }
        }
    }

    /** The old name of the field and the new one always tell the same. */
    private static void accountNames(ObjectNode spec) {
        String name = Tree.text(spec, "serviceAccountName");
        if (name.isEmpty()) {
            name = Tree.text(spec, "serviceAccount");
        }
        if (!name.isEmpty()) {
            spec.put("serviceAccountName", name).put("serviceAccount", name);
        }
    }

    /** Who limits a resource and requests nothing requests the limit. */
    private static void requestLimits(JsonNode container) {
        JsonNode resources = Tree.get(container, "resources");
        JsonNode limits = Tree.get(resources, "limits");
        if (limits.isEmpty() || !(resources instanceof ObjectNode node)) {
            return;
        }
        ObjectNode requests = Tree.createObject(node, "requests");
        for (Map.Entry<String, JsonNode> limit : Tree.entries(limits)) {
            if (!Tree.has(requests, limit.getKey())) {
                requests.set(limit.getKey(), limit.getValue());
            }
        }
    }

    private static void hostPorts(JsonNode container) {
        for (JsonNode port : Tree.get(container, "ports")) {
            if (port instanceof ObjectNode node) {
                Tree.setDefaultIfZero(node, "hostPort", Tree.integer(node, "containerPort"));
            }
        }
    }
}
