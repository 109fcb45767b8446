package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A pod's containers as lists: unique names, no host port twice, and what only some kinds of container may have. */
final class ContainerListValidation {
    private static final String ENDS = "may not be set for init containers without restartPolicy=Always";
    private static final String EPHEMERAL = "cannot be set for an Ephemeral Container";

    /** An init container that is no sidecar. */
    private static final FieldRule ENDING = all(
            field("lifecycle").forbidden(ENDS),
            field("livenessProbe").forbidden(ENDS),
            field("readinessProbe").forbidden(ENDS),
            field("startupProbe").forbidden(ENDS),
            each("resizePolicy")
                    .to(field("restartPolicy")
                            .matches(
                                    policy -> !policy.equals("RestartContainer"),
                                    "must not be set to 'RestartContainer' for non-sidecar initContainers")));

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

    static void validate(Field spec, PodScope scope) {
        containers(spec.at("containers"), scope);
        initContainers(spec, scope);
        ephemeral(spec, scope);
    }

    private static void containers(Field containers, PodScope scope) {
        if (containers.isEmpty()) {
            containers.required("");
            return;
        }
        Set<String> names = new HashSet<>();
        for (Field container : containers.each()) {
            ContainerValidation.common(container, scope);
            unique(container, names);
            running(container, scope);
            RestartValidation.validate(container);
        }
        Set<String> ports = new HashSet<>();
        containers.each().forEach(container -> hostPorts(container, ports));
    }

    private static void initContainers(Field spec, PodScope scope) {
        Field containers = spec.at("initContainers");
        Set<String> names = containers.isEmpty()
                ? Set.of()
                : new HashSet<>(spec.at("containers").texts("name"));
        for (Field container : containers.each()) {
            ContainerValidation.common(container, scope);
            RestartValidation.validate(container);
            String name = container.text("name");
            if (name.isEmpty() ? names.contains(name) : !names.add(name)) {
                container.at("name").duplicate(name);
            }
            // Upstream looks at each of them alone, and so as if it were the first.
            hostPorts(containers.item(0).with(container.node()), new HashSet<>());
            if (container.text("restartPolicy").equals("Always")) {
                running(container, scope);
            } else {
                ENDING.check(container);
            }
        }
    }

    private static void running(Field container, PodScope scope) {
        ProbeValidation.lifecycle(container.at("lifecycle"), scope);
        ProbeValidation.PROBES.check(container);
    }

    private static void ephemeral(Field spec, PodScope scope) {
        Field containers = spec.at("ephemeralContainers");
        if (containers.isEmpty()) {
            return;
        }
        Set<String> targets = new HashSet<>(spec.at("containers").texts("name"));
        targets.addAll(spec.at("initContainers").texts("name"));
        Set<String> names = new HashSet<>(targets);
        for (Field container : containers.each()) {
            ContainerValidation.common(container, scope);
            ContainerValidation.IMAGE.check(container);
            unique(container, names);
            Field target = container.at("targetContainerName");
            if (!target.isEmpty() && !targets.contains(target.text())) {
                target.notFound();
            }
            forbidden(container, NOT_EPHEMERAL);
            container.each("volumeMounts").forEach(mount -> forbidden(mount, List.of("subPath", "subPathExpr")));
        }
    }

    private static void forbidden(Field owner, List<String> fields) {
        for (String field : fields) {
            if (!owner.isEmpty(field)) {
                owner.at(field).forbidden(EPHEMERAL);
            }
        }
    }

    private static void unique(Field container, Set<String> names) {
        if (!names.add(container.text("name"))) {
            container.at("name").duplicate(container.text("name"));
        }
    }

    private static void hostPorts(Field container, Set<String> seen) {
        for (Field port : container.each("ports")) {
            long host = port.number("hostPort");
            String key = host == 0 ? "" : port.text("protocol") + "/" + port.text("hostIP") + "/" + host;
            if (host != 0 && !seen.add(key)) {
                port.at("hostPort").duplicate(key);
            }
        }
    }
}
