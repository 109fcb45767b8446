package dev.coracle.apiserver.kinds.devices;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Conditions;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.NodeSelectors;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a claim was given, for whom, and in which state that is: upstream's rules (v1.36). */
final class ClaimStatusValidation {
    private static final int MAX_CONSUMERS = 256;
    private static final int MAX_RESULTS = 32;
    private static final int MAX_CONFIGURATIONS = 64;
    private static final int MAX_CONDITIONS = 8;
    private static final int MAX_ADDRESSES = 16;
    private static final int MAX_INTERFACE = 256;
    private static final int MAX_HARDWARE_ADDRESS = 128;
    private static final FieldRule NETWORK = all(
            field("interfaceName").maxLength(MAX_INTERFACE),
            field("hardwareAddress").maxLength(MAX_HARDWARE_ADDRESS));
    private static final FieldRule CONSUMER = required("resource", "name", "uid");
    private static final List<String> SOURCES = List.of("FromClaim", "FromClass");

    private ClaimStatusValidation() {}

    /**
     * Notes what is wrong.
     *
     * @param names of the claim's requests
     * @param goes whether the claim is being deleted
     */
    static void update(Field status, Field old, Map<String, Set<String>> names, boolean goes) {
        Field consumers = status.at("reservedFor");
        if (DeviceNames.isShort(consumers, MAX_CONSUMERS)) {
            consumers.each().forEach(CONSUMER::check);
            DeviceNames.distinct(consumers.each(), "uid");
        }
        Field allocation = status.at("allocation");
        devices(status.at("devices"), allocated(allocation));
        if (!consumers.isEmpty()) {
            if (!allocation.isPresent()) {
                consumers.forbidden("may not be specified when `allocated` is not set");
            } else if (goes && hasMore(consumers.node(), old.at("reservedFor").node())) {
                consumers.forbidden(
                        "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set");
            }
        }
        Field before = old.at("allocation");
        if (before.isPresent() && allocation.isPresent()) {
            allocation.unchanged(before, "AllocationResult");
        } else if (allocation.isPresent()) {
            allocation(allocation, names);
        }
    }

    private static boolean hasMore(JsonNode consumers, JsonNode before) {
        Set<JsonNode> known = new HashSet<>();
        before.forEach(known::add);
        for (JsonNode consumer : consumers) {
            if (!known.contains(consumer)) {
                return true;
            }
        }
        return false;
    }

    /** The devices of an allocation. */
    static Set<ObjectNode> allocated(Field allocation) {
        Set<ObjectNode> devices = new HashSet<>();
        allocation.at("devices").each("results").forEach(result -> devices.add(DeviceNames.shown(result)));
        return devices;
    }

    private static void allocation(Field allocation, Map<String, Set<String>> names) {
        Field results = allocation.at("devices", "results");
        if (DeviceNames.isShort(results, MAX_RESULTS)) {
            for (Field result : results.each()) {
                DeviceClaimValidation.reference(result.at("request"), names);
                DeviceNames.driver(result.at("driver"));
                DeviceNames.pool(result.at("pool"));
                result.at("device").obeys(NameRule.DNS_LABEL);
                DeviceNames.bindingConditions(result);
                DeviceNames.shareId(result.at("shareID"));
            }
        }
        Field configurations = allocation.at("devices", "config");
        if (DeviceNames.isShort(configurations, MAX_CONFIGURATIONS)) {
            for (Field configuration : configurations.each()) {
                configuration.at("source").requiredOneOf(SOURCES);
                DeviceClaimValidation.references(configuration.at("requests"), names);
                DeviceClaimValidation.opaque(configuration.at("opaque"));
            }
        }
        Field selector = allocation.at("nodeSelector");
        if (selector.isPresent()) {
            NodeSelectors.validate(selector);
        }
    }

    private static void devices(Field devices, Set<ObjectNode> allocated) {
        for (Field device : devices.each()) {
            DeviceNames.driver(device.at("driver"));
            DeviceNames.pool(device.at("pool"));
            device.at("device").obeys(NameRule.DNS_LABEL);
            DeviceNames.shareId(device.at("shareID"));
            ObjectNode which = DeviceNames.shown(device);
            if (!allocated.contains(which)) {
                device.invalid(which, "must be an allocated device in the claim");
            }
            Field conditions = device.at("conditions");
            DeviceNames.isShort(conditions, MAX_CONDITIONS);
            Conditions.validate(conditions);
            if (device.at("data").isPresent()) {
                DeviceClaimValidation.parameters(device.at("data"));
            }
            network(device.at("networkData"));
        }
        Set<ObjectNode> seen = new HashSet<>();
        for (Field device : devices.each()) {
            ObjectNode which = DeviceNames.shown(device);
            if (!seen.add(which)) {
                device.duplicate(which);
            }
        }
    }

    private static void network(Field data) {
        NETWORK.check(data);
        Field addresses = data.at("ips");
        if (DeviceNames.isShort(addresses, MAX_ADDRESSES)) {
            addresses.each().forEach(Addresses::interfaceAddress);
            DeviceNames.distinct(addresses.each());
        }
    }
}
