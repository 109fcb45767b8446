package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.QualifiedNames;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the classes of storage share: a driver's name, its parameters, topologies. */
public final class ClassValidation {
    private static final int MAX_PARAMETERS = 512;
    private static final int MAX_PARAMETERS_SIZE = 256 * 1024;
    private static final int MAX_DRIVER_NAME = 63;

    private ClassValidation() {}

    static void provisioner(Field name) {
        if (name.isEmpty()) {
            name.required("");
        } else {
            String lower = name.text().toLowerCase(Locale.ROOT);
            QualifiedNames.key(lower).forEach(message -> name.invalid(lower, message));
        }
    }

    static void parameters(Field parameters, boolean mayBeEmpty) {
        if (parameters.node().size() > MAX_PARAMETERS) {
            parameters.tooLong(MAX_PARAMETERS);
            return;
        }
        long size = 0;
        for (Map.Entry<String, JsonNode> entry : Tree.entries(parameters.node())) {
            if (entry.getKey().isEmpty()) {
                parameters.invalid("", "field can not be empty.");
            }
            size += (long) entry.getKey().length() + entry.getValue().asText().length();
        }
        if (size > MAX_PARAMETERS_SIZE) {
            parameters.tooLong(MAX_PARAMETERS_SIZE);
        }
        if (!mayBeEmpty && parameters.isEmpty()) {
            parameters.required("must contain at least one key/value pair");
        }
    }

    public static void driverName(Field name) {
        if (name.isEmpty()) {
            name.required("");
            return;
        }
        if (name.text().length() > MAX_DRIVER_NAME) {
            name.tooLong(MAX_DRIVER_NAME);
        }
        NameRule.DNS_SUBDOMAIN
                .check(name.text().toLowerCase(Locale.ROOT), false)
                .forEach(message -> name.invalid(name.text(), message));
    }

    static void topologies(Field topologies) {
        Set<JsonNode> before = new HashSet<>();
        for (Field term : topologies.each()) {
            Field expressions = term.at("matchLabelExpressions");
            expressions.each().forEach(ClassValidation::requirement);
            Field.distinct(expressions.each(), "key");
            if (!before.add(expressions.node())) {
                expressions.duplicate("");
            }
        }
    }

    private static void requirement(Field expression) {
        Field values = expression.at("values");
        if (values.isEmpty()) {
            values.required("");
        }
        Set<String> seen = new HashSet<>();
        for (Field value : values.each()) {
            if (!seen.add(value.text())) {
                value.duplicate();
            }
        }
        LabelValidation.labelName(expression.at("key"));
    }
}
