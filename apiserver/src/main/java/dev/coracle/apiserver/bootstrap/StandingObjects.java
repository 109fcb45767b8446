package dev.coracle.apiserver.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.GroupPriority;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.text.TextTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What every cluster holds whatever its addresses: priority classes, priority levels and flow schemas, the block of
 * service addresses, and an APIService for each group version that is served.
 */
final class StandingObjects {
    private static final GroupResource API_SERVICES = new GroupResource("apiregistration.k8s.io", "apiservices");
    private static final GroupResource SERVICE_CIDRS = new GroupResource("networking.k8s.io", "servicecidrs");

    private StandingObjects() {}

    /**
     * One of them.
     *
     * @param condition what its status says once it is there; null when its status is not ours to write
     */
    record Standing(
            GroupResource type, ObjectNode object, @Nullable ObjectNode condition) {}

    static List<Standing> all(String serviceCidr, Predicate<GroupVersion> served, Instant now) {
        List<Standing> all = new ArrayList<>();
        for (String line : TextTable.beside(StandingObjects.class, "objects.table")) {
            int space = line.indexOf(' ');
            int dot = line.indexOf('.');
            GroupResource type = new GroupResource(line.substring(dot + 1, space), line.substring(0, dot));
            ObjectNode object = parse(line.substring(space + 1));
            all.add(new Standing(type, object, flowCondition(type, object, now)));
        }
        ObjectNode block = named("kubernetes");
        block.putObject("spec").putArray("cidrs").add(serviceCidr);
        all.add(new Standing(
                SERVICE_CIDRS,
                block,
                condition("Ready", "True", now)
                        .put("reason", "")
                        .put("message", "Kubernetes default Service CIDR is ready")));
        GroupPriority.read()
                .values()
                .forEach(group -> group.versions().forEach((version, priority) -> {
                    if (served.test(new GroupVersion(group.group(), version))) {
                        all.add(new Standing(API_SERVICES, apiService(group, version, priority), null));
                    }
                }));
        return all;
    }

    private static @Nullable ObjectNode flowCondition(GroupResource type, ObjectNode object, Instant now) {
        if (!type.resource().equals("flowschemas")) {
            return null;
        }
        String level = object.at("/spec/priorityLevelConfiguration/name").asText();
        return condition("Dangling", "False", now)
                .put("reason", "Found")
                .put(
                        "message",
                        "This FlowSchema references the PriorityLevelConfiguration object named \"" + level
                                + "\" and it exists");
    }

    private static ObjectNode condition(String type, String status, Instant now) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("status", status)
                .put("lastTransitionTime", now.toString());
    }

    private static ObjectNode apiService(GroupPriority group, String version, int priority) {
        ObjectNode service = named(version + "." + group.group());
        ((ObjectNode) service.get("metadata"))
                .putObject("labels")
                .put("kube-aggregator.kubernetes.io/automanaged", "onstart");
        ObjectNode spec = service.putObject("spec");
        if (!group.group().isEmpty()) {
            spec.put("group", group.group());
        }
        spec.put("version", version)
                .put("groupPriorityMinimum", group.priority())
                .put("versionPriority", priority);
        return service;
    }

    private static ObjectNode named(String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("name", name);
        return object;
    }

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JsonCodec.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("objects.table: no JSON: " + json, e);
        }
    }
}
