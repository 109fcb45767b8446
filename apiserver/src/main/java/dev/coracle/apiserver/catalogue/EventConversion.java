package dev.coracle.apiserver.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Conversion;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code events.k8s.io/v1} out of the core group's events: the same fields, some under other names. */
final class EventConversion implements Conversion {
    private static final Map<String, String> STORED_NAMES = Map.of(
            "regarding", "involvedObject",
            "note", "message",
            "reportingController", "reportingComponent",
            "deprecatedSource", "source",
            "deprecatedFirstTimestamp", "firstTimestamp",
            "deprecatedLastTimestamp", "lastTimestamp",
            "deprecatedCount", "count");

    /** Those under other names aside, which are given by their first step. */
    private static final Set<String> SELECTABLE = Set.of("reason", "type", "metadata.name", "metadata.namespace");

    private static final String REGARDING = "regarding.";

    @Override
    public void toStored(ObjectNode object) {
        object.put("apiVersion", "v1");
        STORED_NAMES.forEach((served, stored) -> rename(object, served, stored));
    }

    @Override
    public void fromStored(ObjectNode object) {
        object.put("apiVersion", "events.k8s.io/v1");
        STORED_NAMES.forEach((served, stored) -> rename(object, stored, served));
    }

    @Override
    public Optional<String> selectableField(String label) {
        if (label.startsWith(REGARDING)) {
            return Optional.of("involvedObject." + label.substring(REGARDING.length()));
        }
        if (label.equals("reportingController")) {
            return Optional.of("reportingComponent");
        }
        return SELECTABLE.contains(label) ? Optional.of(label) : Optional.empty();
    }

    private static void rename(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null) {
            object.set(to, value);
        }
    }
}
