package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.Ports;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One container of any kind: upstream's validateContainerCommon. */
final class ContainerValidation {
    static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> RESIZE_RESOURCES = List.of("cpu", "memory");
    private static final List<String> RESIZE_POLICIES = List.of("NotRequired", "RestartContainer");

    private static final FieldRule PORT = all(
            field("name").unlessEmpty().obeys(Ports.NAME),
            field("containerPort").nonZero().inRange(Ports.MIN, Ports.MAX),
            field("hostPort").unlessZero().inRange(Ports.MIN, Ports.MAX),
            field("protocol").required().oneOf(Ports.PROTOCOLS));

    private static final FieldRule COMMON = all(
            field("name").required().dnsLabel(),
            field("image").required(),
            field("terminationMessagePolicy").required().oneOf("File", "FallbackToLogsOnError"),
            field("ports").to(ContainerValidation::ports),
            EnvironmentValidation.VARIABLES,
            field("envFrom").to(EnvironmentValidation::sources));

    /** Held of pods only: templates of old may have padding. */
    static final FieldRule IMAGE = field("image")
            .matches(image -> image.equals(image.strip()), "must not have leading or trailing whitespace");

    private static final FieldRule PULL_POLICY =
            field("imagePullPolicy").required().oneOf(PULL_POLICIES);

    private ContainerValidation() {}

    static void common(Field container, PodScope scope) {
        COMMON.check(container);
        MountValidation.validate(container, scope);
        PULL_POLICY.check(container);
        ResourceValidation.requirements(container.at("resources"), scope.claims());
        resizePolicies(container.at("resizePolicy"), scope);
        SecurityValidation.container(container.at("securityContext"), scope.hostUsers());
    }

    private static void ports(Field ports) {
        Set<String> names = new HashSet<>();
        for (Field port : ports.each()) {
            String name = port.text("name");
            if (!name.isEmpty() && Ports.name(name).isEmpty() && !names.add(name)) {
                port.at("name").duplicate(name);
            }
            PORT.check(port);
        }
    }

    /** Upstream names the list in what it says of one of them. */
    private static void resizePolicies(Field policies, PodScope scope) {
        Set<String> seen = new HashSet<>();
        for (Field policy : policies.each()) {
            String resource = policy.text("resourceName");
            String restart = policy.text("restartPolicy");
            if (!seen.add(resource)) {
                policy.duplicate(resource);
            }
            policies.with(policy.at("resourceName").node()).requiredOneOf(RESIZE_RESOURCES);
            policies.with(policy.at("restartPolicy").node()).requiredOneOf(RESIZE_POLICIES);
            if (scope.restartPolicy().equals("Never") && !restart.equals("NotRequired")) {
                policies.invalid(restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
        }
    }
}
