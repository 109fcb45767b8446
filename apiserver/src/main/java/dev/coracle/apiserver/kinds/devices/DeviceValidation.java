package dev.coracle.apiserver.kinds.devices;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.NodeSelectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One device of a slice: upstream's rules (v1.36). */
final class DeviceValidation {
    private static final int MAX_PROPERTIES = 32;
    private static final int MAX_VALUE = 64;
    private static final int MAX_TAINTS = 16;
    private static final int MAX_CONSUMPTIONS = 2;
    /** Longer keys are shown without their middle. */
    private static final int MAX_SHOWN_KEY = 63 + 1 + 32;

    private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "None");
    /** The kinds of value an attribute may have, by their names in Go. */
    private static final Map<String, String> VALUES =
            Map.of("IntValue", "int", "BoolValue", "bool", "StringValue", "string", "VersionValue", "version");

    private static final List<String> SHOWN = List.of(
            "IntValue",
            "BoolValue",
            "StringValue",
            "VersionValue",
            "IntValues",
            "BoolValues",
            "StringValues",
            "VersionValues");
    private static final String IDENTIFIERS = "(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
    private static final Pattern VERSION = Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-"
            + IDENTIFIERS + "(\\." + IDENTIFIERS + ")*)?(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");
    private static final FieldRule ATTRIBUTE = all(
            field("string").maxLength(MAX_VALUE),
            field("version")
                    .optional()
                    .matches(
                            version -> VERSION.matcher(version).matches(),
                            "must be a string compatible with semver.org spec 2.0.0")
                    .maxLength(MAX_VALUE));
    private static final String ONE_PLACE = "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when"
            + " `perDeviceNodeSelection` is set to true in the ResourceSlice spec";

    private DeviceValidation() {}

    /** @param placed whether each device of the slice says where it is */
    static void device(Field device, boolean placed) {
        device.at("name").obeys(NameRule.DNS_LABEL);
        Field attributes = device.at("attributes");
        Field capacity = device.at("capacity");
        int properties = attributes.node().size() + capacity.node().size();
        if (properties > MAX_PROPERTIES) {
            device.invalid(
                    properties, "the total number of attributes and capacities must not exceed " + MAX_PROPERTIES);
        }
        for (Map.Entry<String, JsonNode> attribute : Tree.entries(attributes.node())) {
            DeviceNames.qualified(attributes, attribute.getKey());
            attribute(attributes.entry(attribute.getKey(), MAX_SHOWN_KEY));
        }
        boolean shared = device.at("allowMultipleAllocations").node().asBoolean();
        for (Map.Entry<String, JsonNode> amount : Tree.entries(capacity.node())) {
            DeviceNames.qualified(capacity, amount.getKey());
            Field policy = capacity.entry(amount.getKey(), MAX_SHOWN_KEY).at("requestPolicy");
            if (policy.isPresent() && shared) {
                RequestPolicyValidation.policy(policy, Tree.get(amount.getValue(), "value"));
            } else if (policy.isPresent()) {
                policy.forbidden("allowMultipleAllocations must be true");
            }
        }
        Field taints = device.at("taints");
        if (DeviceNames.isShort(taints, MAX_TAINTS)) {
            taints.each().forEach(DeviceValidation::taint);
        }
        Field consumptions = device.at("consumesCounters");
        if (DeviceNames.isShort(consumptions, MAX_CONSUMPTIONS)) {
            for (Field consumption : consumptions.each()) {
                consumption.at("counterSet").requiredName(NameRule.DNS_LABEL);
                SliceValidation.counters(consumption.at("counters"));
            }
            DeviceNames.distinct(consumptions.each(), "counterSet");
        }
        place(device, placed);
        DeviceNames.bindingConditions(device);
    }

    private static void attribute(Field attribute) {
        long set = VALUES.values().stream()
                .filter(kind -> attribute.at(kind).isPresent())
                .count();
        ATTRIBUTE.check(attribute);
        if (set != 1) {
            attribute.invalid(set == 0 ? "" : shown(attribute.node()), "exactly one value must be specified");
        }
    }

    private static ObjectNode shown(JsonNode attribute) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        for (String field : SHOWN) {
            JsonNode value = Tree.get(attribute, VALUES.getOrDefault(field, field));
            shown.set(field, value.isMissingNode() ? NullNode.instance : value);
        }
        return shown;
    }

    private static void taint(Field taint) {
        LabelValidation.labelName(taint.at("key"));
        LabelValidation.labelValue(taint.at("value"));
        taint.at("effect").requiredOneOf(EFFECTS);
    }

    private static void place(Field device, boolean placed) {
        Field name = device.at("nodeName");
        Field selector = device.at("nodeSelector");
        Field all = device.at("allNodes");
        if (!placed) {
            if (name.isPresent() || selector.isPresent() || all.isPresent()) {
                device.invalid(
                        NullNode.instance,
                        "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to"
                                + " true in the ResourceSlice spec");
            }
            return;
        }
        List<String> set = new ArrayList<>();
        SliceValidation.nodeName(name, "must not be empty", set);
        if (selector.isPresent()) {
            set.add("`nodeSelector`");
            NodeSelectors.validate(selector);
        }
        SliceValidation.flag(all, "`allNodes`", set);
        if (set.isEmpty()) {
            device.required(ONE_PLACE);
        } else if (set.size() > 1) {
            device.invalid(SliceValidation.braces(set), ONE_PLACE);
        }
    }
}
