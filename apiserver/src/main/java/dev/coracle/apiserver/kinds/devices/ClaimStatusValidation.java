package dev.coracle.apiserver.kinds.devices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Conditions;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Located;
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
    private static final List<String> SOURCES = List.of("FromClaim", "FromClass");

    private ClaimStatusValidation() {}

    /**
     * Notes what is wrong.
     *
     * @param names of the claim's requests
     * @param goes whether the claim is being deleted
     */
    static void update(Located status, Located old, Map<String, Set<String>> names, boolean goes) {
        Located consumers = status.at("reservedFor");
        if (DeviceNames.isShort(consumers, MAX_CONSUMERS)) {
            for (Located consumer : consumers.items()) {
                for (String field : new String[] {"resource", "name", "uid"}) {
                    if (consumer.at(field).isEmpty()) {
                        consumer.at(field).required("");
                    }
                }
            }
            DeviceNames.distinct(consumers.items(), "uid");
        }
        Located allocation = status.at("allocation");
        devices(status.at("devices"), allocated(allocation));
        if (!consumers.isEmpty()) {
            if (!allocation.isPresent()) {
                consumers.forbidden("may not be specified when `allocated` is not set");
            } else if (goes && hasMore(consumers.node(), old.at("reservedFor").node())) {
                consumers.forbidden(
                        "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set");
            }
        }
        Located before = old.at("allocation");
        if (before.isPresent() && allocation.isPresent()) {
            if (!Tree.same(allocation.node(), before.node())) {
                allocation.invalid(InternalForm.of("AllocationResult", allocation.node()), "field is immutable");
            }
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
    static Set<ObjectNode> allocated(Located allocation) {
        Set<ObjectNode> devices = new HashSet<>();
        allocation.at("devices").items("results").forEach(result -> devices.add(DeviceNames.shown(result)));
        return devices;
    }

    private static void allocation(Located allocation, Map<String, Set<String>> names) {
        Located results = allocation.at("devices", "results");
        if (DeviceNames.isShort(results, MAX_RESULTS)) {
            for (Located result : results.items()) {
                DeviceClaimValidation.reference(result.at("request"), names);
                DeviceNames.driver(result.at("driver"));
                DeviceNames.pool(result.at("pool"));
                result.at("device").obeys(NameRule.DNS_LABEL);
                DeviceNames.bindingConditions(result);
                DeviceNames.shareId(result.at("shareID"));
            }
        }
        Located configurations = allocation.at("devices", "config");
        if (DeviceNames.isShort(configurations, MAX_CONFIGURATIONS)) {
            for (Located configuration : configurations.items()) {
                Located source = configuration.at("source");
                if (source.isEmpty()) {
                    source.required("");
                } else {
                    source.oneOf(SOURCES);
                }
                DeviceClaimValidation.references(configuration.at("requests"), names);
                DeviceClaimValidation.opaque(configuration.at("opaque"));
            }
        }
        Located selector = allocation.at("nodeSelector");
        if (selector.isPresent()) {
            NodeSelectors.validate(selector.node(), selector.path(), selector.errors());
        }
    }

    private static void devices(Located devices, Set<ObjectNode> allocated) {
        for (Located device : devices.items()) {
            DeviceNames.driver(device.at("driver"));
            DeviceNames.pool(device.at("pool"));
            device.at("device").obeys(NameRule.DNS_LABEL);
            DeviceNames.shareId(device.at("shareID"));
            ObjectNode which = DeviceNames.shown(device);
            if (!allocated.contains(which)) {
                device.invalid(which, "must be an allocated device in the claim");
            }
            Located conditions = device.at("conditions");
            DeviceNames.isShort(conditions, MAX_CONDITIONS);
            Conditions.validate(conditions);
            if (device.at("data").isPresent()) {
                DeviceClaimValidation.parameters(device.at("data"));
            }
            network(device.at("networkData"));
        }
        Set<ObjectNode> seen = new HashSet<>();
        for (Located device : devices.items()) {
            ObjectNode which = DeviceNames.shown(device);
            if (!seen.add(which)) {
                device.errors().duplicate(device.path(), which);
            }
        }
    }

    private static void network(Located data) {
        Located name = data.at("interfaceName");
        if (name.text().length() > MAX_INTERFACE) {
            name.tooLong(MAX_INTERFACE);
        }
        Located hardware = data.at("hardwareAddress");
        if (hardware.text().length() > MAX_HARDWARE_ADDRESS) {
            hardware.tooLong(MAX_HARDWARE_ADDRESS);
        }
        Located addresses = data.at("ips");
        if (DeviceNames.isShort(addresses, MAX_ADDRESSES)) {
            for (Located address : addresses.items()) {
                Addresses.interfaceAddress(address.text(), address.path(), address.errors());
            }
            DeviceNames.distinct(addresses.items());
        }
    }
}
