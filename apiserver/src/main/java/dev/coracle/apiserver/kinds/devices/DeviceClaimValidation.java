package dev.coracle.apiserver.kinds.devices;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a claim asks for, and what a device class and a claim have in common: selectors and configuration. Upstream's rules
 * (v1.36), but for the expressions of selectors, which are kept as they are.
 */
final class DeviceClaimValidation {
    private static final int MAX_REQUESTS = 32;
    private static final int MAX_CONSTRAINTS = 32;
    private static final int MAX_CONFIGURATIONS = 32;
    private static final int MAX_SELECTORS = 32;
    private static final int MAX_ALTERNATIVES = 8;
    private static final int MAX_EXPRESSION = 10 * 1024;
    private static final int MAX_PARAMETERS = 10 * 1024;
    private static final List<String> MODES = List.of("All", "ExactCount");
    private static final List<String> OPERATORS = List.of("Equal", "Exists");
    private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "None");
    private static final String NO_SUCH_REQUEST =
            "must be the name of a request in the claim or the name of a request and"
                    + " a subrequest separated by '/'";

    private DeviceClaimValidation() {}

    /** The {@code devices} of a claim. */
    static void devices(Field devices) {
        Map<String, Set<String>> names = requestNames(devices);
        Field requests = devices.at("requests");
        if (DeviceNames.isShort(requests, MAX_REQUESTS)) {
            requests.each().forEach(DeviceClaimValidation::request);
            DeviceNames.distinct(requests.each(), "name");
        }
        Field constraints = devices.at("constraints");
        if (DeviceNames.isShort(constraints, MAX_CONSTRAINTS)) {
            constraints.each().forEach(constraint -> constraint(constraint, names));
        }
        Field configurations = devices.at("config");
        if (DeviceNames.isShort(configurations, MAX_CONFIGURATIONS)) {
            for (Field configuration : configurations.each()) {
                references(configuration.at("requests"), names);
                opaque(configuration.at("opaque"));
            }
        }
    }

    /** The spec of a device class. */
    static void deviceClass(Field spec) {
        selectors(spec.at("selectors"));
        Field configurations = spec.at("config");
        if (DeviceNames.isShort(configurations, MAX_CONFIGURATIONS)) {
            configurations.each().forEach(configuration -> opaque(configuration.at("opaque")));
        }
        Field extended = spec.at("extendedResourceName");
        if (extended.isPresent() && !ResourceNames.isExtended(extended.text())) {
            extended.invalid("must be a valid extended resource name");
        }
    }

    /** Each request's name, and the names of those of which the first available is taken. */
    static Map<String, Set<String>> requestNames(Field devices) {
        Map<String, Set<String>> names = new HashMap<>();
        for (Field request : devices.each("requests")) {
            Set<String> below = new HashSet<>();
            request.each("firstAvailable")
                    .forEach(each -> below.add(each.at("name").text()));
            names.put(request.at("name").text(), below);
        }
        return names;
    }

    private static void request(Field request) {
        request.at("name").obeys(NameRule.DNS_LABEL);
        Field exactly = request.at("exactly");
        Field firstAvailable = request.at("firstAvailable");
        if (exactly.isPresent() && !firstAvailable.isEmpty()) {
            request.invalid(
                    null, "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set");
        } else if (exactly.isPresent()) {
            wish(exactly);
        } else if (firstAvailable.isEmpty()) {
            request.required("exactly one of `exactly` or `firstAvailable` is required");
        } else if (DeviceNames.isShort(firstAvailable, MAX_ALTERNATIVES)) {
            for (Field alternative : firstAvailable.each()) {
                alternative.at("name").obeys(NameRule.DNS_LABEL);
                wish(alternative);
            }
            DeviceNames.distinct(firstAvailable.each(), "name");
        }
    }

    private static void wish(Field wish) {
        wish.at("deviceClassName").requiredName(NameRule.DNS_SUBDOMAIN);
        selectors(wish.at("selectors"));
        Field mode = wish.at("allocationMode");
        Field count = wish.at("count");
        switch (mode.text()) {
            case "All" -> {
                if (count.number() != 0) {
                    count.invalid(count.number(), "must not be specified when allocationMode is 'All'");
                }
            }
            case "ExactCount" -> {
                if (count.number() <= 0) {
                    count.invalid(count.number(), "must be greater than zero");
                }
            }
            default -> mode.oneOf(MODES);
        }
        wish.each("tolerations").forEach(DeviceClaimValidation::toleration);
    }

    private static void selectors(Field selectors) {
        if (!DeviceNames.isShort(selectors, MAX_SELECTORS)) {
            return;
        }
        for (Field selector : selectors.each()) {
            Field cel = selector.at("cel");
            if (!cel.isPresent()) {
                cel.required("");
            } else if (cel.at("expression").text().length() > MAX_EXPRESSION) {
                cel.at("expression").tooLong(MAX_EXPRESSION);
            }
        }
    }

    private static void toleration(Field toleration) {
        Field key = toleration.at("key");
        if (!key.isEmpty()) {
            LabelValidation.labelName(key);
        }
        Field operator = toleration.at("operator");
        Field value = toleration.at("value");
        switch (operator.text()) {
            case "Exists" -> {
                if (!value.isEmpty()) {
                    value.invalid("must be empty for operator `Exists`");
                }
            }
            case "Equal" -> LabelValidation.labelValue(value);
            case "" -> operator.required("");
            default -> operator.oneOf(OPERATORS);
        }
        if (!toleration.at("effect").isEmpty()) {
            toleration.at("effect").oneOf(EFFECTS);
        }
    }

    private static void constraint(Field constraint, Map<String, Set<String>> names) {
        references(constraint.at("requests"), names);
        Field match = constraint.at("matchAttribute");
        Field distinct = constraint.at("distinctAttribute");
        if (match.isPresent()) {
            DeviceNames.fullyQualified(match);
        } else if (distinct.isPresent()) {
            DeviceNames.fullyQualified(distinct);
        } else {
            constraint.required("exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple"
                    + " fields are set");
        }
    }

    /** Names of requests, none of them twice. */
    static void references(Field requests, Map<String, Set<String>> names) {
        if (!DeviceNames.isShort(requests, MAX_REQUESTS)) {
            return;
        }
        requests.each().forEach(request -> reference(request, names));
        DeviceNames.distinct(requests.each());
    }

    /** The name of a request, or of one of those of which the first available is taken. */
    static void reference(Field request, Map<String, Set<String>> names) {
        String[] parts = request.text().split("/", -1);
        if (parts.length > 2) {
            request.invalid(NO_SUCH_REQUEST);
            return;
        }
        for (String part : parts) {
            NameRule.DNS_LABEL.check(part, false).forEach(message -> request.invalid(part, message));
        }
        Set<String> below = names.get(parts[0]);
        if (below == null || (parts.length == 2 && !below.contains(parts[1]))) {
            request.invalid(NO_SUCH_REQUEST);
        }
    }

    /** The configuration of a driver. */
    static void opaque(Field opaque) {
        if (opaque.isPresent()) {
            DeviceNames.driver(opaque.at("driver"));
            parameters(opaque.at("parameters"));
        } else {
            opaque.required("");
        }
    }

    /** What only a driver understands. */
    static void parameters(Field parameters) {
        JsonNode value = parameters.node();
        if (!parameters.isPresent()) {
            parameters.required("");
        } else if (value.toString().length() > MAX_PARAMETERS) {
            parameters.tooLong(MAX_PARAMETERS);
        } else if (!value.isObject()) {
            parameters.invalid("<value omitted>", "must be a valid JSON object");
        }
    }
}
