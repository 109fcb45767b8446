package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Ports;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One container of any kind: upstream's validateContainerCommon. */
final class ContainerValidation {
    private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> RESIZE_RESOURCES = List.of("cpu", "memory");
    private static final List<String> RESIZE_POLICIES = List.of("NotRequired", "RestartContainer");

    private ContainerValidation() {}

    static void common(JsonNode container, PodScope scope, Path path, FieldErrors errors) {
        String name = Tree.text(container, "name");
        if (name.isEmpty()) {
            errors.required(path.child("name"), "");
        } else {
            Names.dnsLabel(name, path.child("name"), errors);
        }
        if (Tree.isEmpty(container, "image")) {
            errors.required(path.child("image"), "");
        }
        oneOf(container, "terminationMessagePolicy", MESSAGE_POLICIES, path, errors);
        ports(Tree.get(container, "ports"), path.child("ports"), errors);
        EnvironmentValidation.variables(Tree.get(container, "env"), path.child("env"), errors);
        EnvironmentValidation.sources(Tree.get(container, "envFrom"), path.child("envFrom"), errors);
        MountValidation.validate(container, scope, path, errors);
        oneOf(container, "imagePullPolicy", PULL_POLICIES, path, errors);
        ResourceValidation.requirements(
                Tree.get(container, "resources"), scope.claims(), path.child("resources"), errors);
        resizePolicies(container, scope, path.child("resizePolicy"), errors);
        SecurityValidation.container(container, scope.hostUsers(), path.child("securityContext"), errors);
    }

    /** Held of pods only: templates of old may have padding. */
    static void image(JsonNode container, Path path, FieldErrors errors) {
        String image = Tree.text(container, "image");
        if (!image.equals(image.strip())) {
            errors.invalid(path.child("image"), image, "must not have leading or trailing whitespace");
        }
    }

    private static void oneOf(JsonNode node, String field, List<String> supported, Path path, FieldErrors errors) {
        String value = Tree.text(node, field);
        if (value.isEmpty()) {
            errors.required(path.child(field), "");
        } else if (!supported.contains(value)) {
            errors.notSupported(path.child(field), value, supported);
        }
    }

    private static void ports(JsonNode ports, Path path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        int i = 0;
        for (JsonNode port : ports) {
            Path at = path.index(i++);
            String name = Tree.text(port, "name");
            if (!name.isEmpty()) {
                List<String> wrong = Ports.name(name);
                if (!wrong.isEmpty()) {
                    wrong.forEach(message -> errors.invalid(at.child("name"), name, message));
                } else if (!names.add(name)) {
                    errors.duplicate(at.child("name"), name);
                }
            }
            long number = Tree.number(port, "containerPort");
            if (number == 0) {
                errors.required(at.child("containerPort"), "");
            } else {
                Ports.number(number, at.child("containerPort"), errors);
            }
            long host = Tree.number(port, "hostPort");
            if (host != 0) {
                Ports.number(host, at.child("hostPort"), errors);
            }
            Ports.protocol(Tree.text(port, "protocol"), at.child("protocol"), errors);
        }
    }

    private static void resizePolicies(JsonNode container, PodScope scope, Path path, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode policy : Tree.get(container, "resizePolicy")) {
            String resource = Tree.text(policy, "resourceName");
            String restart = Tree.text(policy, "restartPolicy");
            if (!seen.add(resource)) {
                errors.duplicate(path.index(i), resource);
            }
            supported(resource, RESIZE_RESOURCES, path, errors);
            supported(restart, RESIZE_POLICIES, path, errors);
            if (scope.restartPolicy().equals("Never") && !restart.equals("NotRequired")) {
                errors.invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
            i++;
        }
    }

    private static void supported(String value, List<String> supported, Path path, FieldErrors errors) {
        if (value.isEmpty()) {
            errors.required(path, "");
        } else if (!supported.contains(value)) {
            errors.notSupported(path, value, supported);
        }
    }
}
