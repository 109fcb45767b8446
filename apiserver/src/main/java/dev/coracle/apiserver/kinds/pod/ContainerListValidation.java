package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A pod's containers as lists: unique names, no host port twice, and what only some kinds of container may have. */
final class ContainerListValidation {
    private static final String[] RUNNING_ONLY = {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"};
    /** In the order of upstream's type. */
    private static final List<String> NOT_EPHEMERAL = List.of(
            "ports",
            "resources",
            "resizePolicy",
            "restartPolicy",
            "restartPolicyRules",
            "livenessProbe",
            "readinessProbe",
            "startupProbe",
            "lifecycle");

    private ContainerListValidation() {}

    static void validate(JsonNode spec, PodScope scope, Path path, FieldErrors errors) {
        containers(Tree.get(spec, "containers"), scope, path.child("containers"), errors);
        initContainers(spec, scope, path.child("initContainers"), errors);
        ephemeral(spec, scope, path.child("ephemeralContainers"), errors);
    }

    private static void containers(JsonNode containers, PodScope scope, Path path, FieldErrors errors) {
        if (containers.isEmpty()) {
            errors.required(path, "");
            return;
        }
        Set<String> names = new HashSet<>();
        int i = 0;
        for (JsonNode container : containers) {
            Path at = path.index(i++);
            ContainerValidation.common(container, scope, at, errors);
            unique(container, names, at, errors);
            running(container, scope, at, errors);
            RestartValidation.validate(container, at, errors);
        }
        Set<String> ports = new HashSet<>();
        i = 0;
        for (JsonNode container : containers) {
            hostPorts(container, ports, path.index(i++), errors);
        }
    }

    private static void initContainers(JsonNode spec, PodScope scope, Path path, FieldErrors errors) {
        Set<String> names = names(Tree.get(spec, "containers"));
        int i = 0;
        for (JsonNode container : Tree.get(spec, "initContainers")) {
            Path at = path.index(i++);
            ContainerValidation.common(container, scope, at, errors);
            RestartValidation.validate(container, at, errors);
            String name = Tree.text(container, "name");
            if (names.contains(name)) {
                errors.duplicate(at.child("name"), name);
            } else if (!name.isEmpty()) {
                names.add(name);
            }
            // Upstream looks at each of them alone, and so as if it were the first.
            hostPorts(container, new HashSet<>(), path.index(0), errors);
            if (Tree.text(container, "restartPolicy").equals("Always")) {
                running(container, scope, at, errors);
            } else {
                ending(container, at, errors);
            }
        }
    }

    private static void running(JsonNode container, PodScope scope, Path path, FieldErrors errors) {
        ProbeValidation.lifecycle(Tree.get(container, "lifecycle"), scope, path.child("lifecycle"), errors);
        ProbeValidation.probes(container, scope, path, errors);
    }

    private static void ending(JsonNode container, Path path, FieldErrors errors) {
        for (String field : RUNNING_ONLY) {
            if (Tree.has(container, field)) {
                errors.forbidden(path.child(field), "may not be set for init containers without restartPolicy=Always");
            }
        }
        int i = 0;
        for (JsonNode policy : Tree.get(container, "resizePolicy")) {
            if (Tree.text(policy, "restartPolicy").equals("RestartContainer")) {
                errors.invalid(
                        path.child("resizePolicy").index(i).child("restartPolicy"),
                        "RestartContainer",
                        "must not be set to 'RestartContainer' for non-sidecar initContainers");
            }
            i++;
        }
    }

    private static void ephemeral(JsonNode spec, PodScope scope, Path path, FieldErrors errors) {
        JsonNode containers = Tree.get(spec, "ephemeralContainers");
        if (containers.isEmpty()) {
            return;
        }
        Set<String> targets = names(Tree.get(spec, "containers"));
        targets.addAll(names(Tree.get(spec, "initContainers")));
        Set<String> names = new HashSet<>(targets);
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
            for (String field : NOT_EPHEMERAL) {
                if (!Tree.isEmpty(container, field)) {
                    errors.forbidden(at.child(field), "cannot be set for an Ephemeral Container");
                }
            }
            int j = 0;
            for (JsonNode mount : Tree.get(container, "volumeMounts")) {
                for (String field : new String[] {"subPath", "subPathExpr"}) {
                    if (!Tree.isEmpty(mount, field)) {
                        errors.forbidden(
                                at.child("volumeMounts").index(j).child(field),
                                "cannot be set for an Ephemeral Container");
                    }
                }
                j++;
            }
        }
    }

    private static Set<String> names(JsonNode containers) {
        Set<String> names = new HashSet<>();
        containers.forEach(container -> names.add(Tree.text(container, "name")));
        return names;
    }

    private static void unique(JsonNode container, Set<String> names, Path path, FieldErrors errors) {
        String name = Tree.text(container, "name");
        if (!names.add(name)) {
            errors.duplicate(path.child("name"), name);
        }
    }

    private static void hostPorts(JsonNode container, Set<String> seen, Path path, FieldErrors errors) {
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
