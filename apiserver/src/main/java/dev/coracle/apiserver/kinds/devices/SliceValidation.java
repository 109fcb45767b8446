package dev.coracle.apiserver.kinds.devices;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.NodeSelectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The spec of a resource slice: upstream's rules (v1.36). */
final class SliceValidation {
    private static final int MAX_DEVICES = 128;
    private static final int MAX_DEVICES_OF_MORE = 64;
    private static final int MAX_COUNTER_SETS = 8;
    private static final int MAX_COUNTERS = 32;
    private static final FieldRule POOL = all(
            field("resourceSliceCount").positive("must be greater than zero"),
            field("generation").nonNegative("must be greater than or equal to zero"));
    private static final String ONE_PLACE =
            "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";

    private SliceValidation() {}

    static void spec(Field spec) {
        names(spec);
        place(spec);
        rest(spec);
    }

    static void update(Field spec, Field old) {
        names(spec);
        spec.at("pool", "name").unchanged(old.at("pool", "name"));
        spec.at("driver").unchanged(old.at("driver"));
        spec.at("nodeName").unchanged(old.at("nodeName"));
        place(spec);
        rest(spec);
    }

    private static void names(Field spec) {
        DeviceNames.driver(spec.at("driver"));
        Field pool = spec.at("pool");
        DeviceNames.pool(pool.at("name"));
        POOL.check(pool);
    }

    private static void place(Field spec) {
        List<String> set = new ArrayList<>();
        nodeName(spec.at("nodeName"), "must be either unset or set to a non-empty string", set);
        Field selector = spec.at("nodeSelector");
        if (selector.isPresent()) {
            set.add("`nodeSelector`");
            NodeSelectors.validate(selector);
            Field terms = selector.at("nodeSelectorTerms");
            if (terms.node().size() != 1) {
                ArrayNode shown = JsonNodeFactory.instance.arrayNode();
                terms.node().forEach(term -> shown.add(InternalForm.of("NodeSelectorTerm", term)));
                terms.invalid(terms.isPresent() ? shown : null, "must have exactly one node selector term");
            }
        }
        flag(spec.at("allNodes"), "`allNodes`", set);
        flag(spec.at("perDeviceNodeSelection"), "`perDeviceNodeSelection`", set);
        if (set.isEmpty()) {
            spec.required(ONE_PLACE);
        } else if (set.size() > 1) {
            spec.invalid(braces(set), ONE_PLACE + ", but multiple fields are set");
        }
    }

    /** A slice's or a device's node, noted in {@code set} when there is one. */
    static void nodeName(Field name, String wrongIfEmpty, List<String> set) {
        if (name.isPresent()) {
            if (name.text().isEmpty()) {
                name.invalid(wrongIfEmpty);
            } else {
                set.add("`nodeName`");
                name.obeys(NameRule.DNS_SUBDOMAIN);
            }
        }
    }

    static void flag(Field flag, String name, List<String> set) {
        if (flag.isPresent()) {
            if (flag.node().asBoolean()) {
                set.add(name);
            } else {
                flag.invalid("must be either unset or set to true");
            }
        }
    }

    static String braces(List<String> set) {
        return "{" + String.join(", ", set) + "}";
    }

    private static void rest(Field spec) {
        Field counters = spec.at("sharedCounters");
        Field devices = spec.at("devices");
        if (counters.isPresent() && devices.isPresent()) {
            spec.invalid("", "only one of `sharedCounters` or `devices` is allowed");
        }
        if (DeviceNames.isShort(devices, takesMore(devices.node()) ? MAX_DEVICES_OF_MORE : MAX_DEVICES)) {
            boolean placed = spec.at("perDeviceNodeSelection").node().asBoolean();
            devices.each().forEach(device -> DeviceValidation.device(device, placed));
            DeviceNames.distinct(devices.each(), "name");
        }
        if (DeviceNames.isShort(counters, MAX_COUNTER_SETS)) {
            for (Field set : counters.each()) {
                set.at("name").requiredName(NameRule.DNS_LABEL);
                counters(set.at("counters"));
            }
            DeviceNames.distinct(counters.each(), "name");
        }
    }

    /** Whether there is what makes devices dear to choose from. */
    private static boolean takesMore(JsonNode devices) {
        for (JsonNode device : devices) {
            if (!Tree.isEmpty(device, "taints") || !Tree.isEmpty(device, "consumesCounters")) {
                return true;
            }
        }
        return false;
    }

    /** Amounts by name. */
    static void counters(Field counters) {
        if (counters.isEmpty()) {
            counters.required("");
        } else if (DeviceNames.isShort(counters, MAX_COUNTERS)) {
            for (Map.Entry<String, JsonNode> counter : Tree.entries(counters.node())) {
                String name = counter.getKey();
                NameRule.DNS_LABEL.check(name, false).forEach(message -> counters.invalid(name, message));
            }
        }
    }
}
