package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A pod's containers as lists: unique names, no host port twice, and what only some kinds of container may have. */
final class ContainerListValidation {
    private static final String[] RUNNING_ONLY = {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"};
    private static final Set<String> EPHEMERAL_FORBIDDEN = Set.of(
            "ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resizePolicy", "restartPolicy");

    private ContainerListValidation() {}

    static void validate(JsonNode spec, PodScope scope, Path path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        containers(Tree.get(spec, "containers"), names, scope, path.child("containers"), errors);
        initContainers(Tree.get(spec, "initContainers"), names, scope, path.child("initContainers"), errors);
        ephemeral(Tree.get(spec, "ephemeralContainers"), names, scope, path.child("ephemeralContainers"), errors);
    }

    private static void containers(
            JsonNode containers, Set<String> names, PodScope scope, Path path, FieldErrors errors) {
        if (containers.isEmpty()) {
            errors.required(path, "");
            return;
        }
        int i = 0;
        for (JsonNode container : containers) {
            Path at = path.index(i++);
            ContainerValidation.common(container, scope, at, errors);
            unique(container, names, at, errors);
            ProbeValidation.lifecycle(Tree.get(container, "lifecycle"), scope, at.child("lifecycle"), errors);
            ProbeValidation.probes(container, scope, at, errors);
            ContainerValidation.restartPolicy(container, at, errors);
        }
        hostPorts(containers, path, new HashSet<>(), errors);
    }

    private static void initContainers(
            JsonNode containers, Set<String> names, PodScope scope, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode container : containers) {
            Path at = path.index(i++);
            ContainerValidation.common(container, scope, at, errors);
            String restart = Tree.text(container, "restartPolicy");
            ContainerValidation.restartPolicy(container, at, errors);
            unique(container, names, at, errors);
            Set<String> ports = new HashSet<>();
            containerHostPorts(container, at, ports, errors);
            if (restart.equals("Always")) {
                ProbeValidation.lifecycle(Tree.get(container, "lifecycle"), scope, at.child("lifecycle"), errors);
                ProbeValidation.probes(container, scope, at, errors);
                continue;
            }
            for (String field : RUNNING_ONLY) {
                if (Tree.has(container, field)) {
                    errors.forbidden(
                            at.child(field), "may not be set for init containers without restartPolicy=Always");
                }
            }
        }
    }

    private static void ephemeral(
            JsonNode containers, Set<String> names, PodScope scope, Path path, FieldErrors errors) {
        Set<String> targets = Set.copyOf(names);
        int i = 0;
        for (JsonNode container : containers) {
            Path at = path.index(i++);
            ContainerValidation.common(container, scope, at, errors);
            ContainerValidation.image(container, at, errors);
            unique(container, names, at, errors);
            String target = Tree.text(container, "targetContainerName");
            if (!target.isEmpty() && !targets.contains(target)) {
                errors.notFound(at.child("targetContainerName"), target);
            }
            for (String field : List.of("ports", "resources", "lifecycle")) {
                forbidden(container, field, at, errors);
            }
            for (String field : EPHEMERAL_FORBIDDEN.stream().sorted().toList()) {
                if (!field.equals("ports") && !field.equals("lifecycle")) {
                    forbidden(container, field, at, errors);
                }
            }
        }
    }

    private static void forbidden(JsonNode container, String field, Path path, FieldErrors errors) {
        if (!Tree.isEmpty(container, field)) {
            errors.forbidden(path.child(field), "cannot be set for an Ephemeral Container");
        }
    }

    private static void unique(JsonNode container, Set<String> names, Path path, FieldErrors errors) {
        String name = Tree.text(container, "name");
        if (!name.isEmpty() && !names.add(name)) {
            errors.duplicate(path.child("name"), name);
        }
    }

    private static void hostPorts(JsonNode containers, Path path, Set<String> seen, FieldErrors errors) {
        int i = 0;
        for (JsonNode container : containers) {
            containerHostPorts(container, path.index(i++), seen, errors);
        }
    }

    private static void containerHostPorts(JsonNode container, Path path, Set<String> seen, FieldErrors errors) {
        int i = 0;
        for (JsonNode port : Tree.get(container, "ports")) {
            long host = Tree.number(port, "hostPort");
            if (host != 0) {
                String key = Tree.text(port, "protocol") + "/" + Tree.text(port, "hostIP") + "/" + host;
                if (!seen.add(key)) {
                    errors.duplicate(path.child("ports").index(i).child("hostPort"), key);
                }
            }
            i++;
        }
    }
}
