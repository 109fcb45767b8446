package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one manager owns: a set of fields of one version, decoded only when it is reckoned with and encoded only when it
 * has changed. Confined to one write.
 */
final class Ownership {
    private final String apiVersion;
    private final String time;
    private @Nullable JsonNode encoded;
    private @Nullable FieldSet fields;

    private Ownership(String apiVersion, String time, @Nullable JsonNode encoded, @Nullable FieldSet fields) {
        this.apiVersion = apiVersion;
        this.time = time;
        this.encoded = encoded;
        this.fields = fields;
    }

    static Ownership of(FieldSet fields, String apiVersion, String time) {
        return new Ownership(apiVersion, time, null, fields);
    }

    /** @param encoded as {@link FieldsV1#encode} writes it */
    static Ownership of(JsonNode encoded, String apiVersion, String time) {
        return new Ownership(apiVersion, time, encoded, null);
    }

    String apiVersion() {
        return apiVersion;
    }

    /** When the manager last changed something; empty when that is not known. */
    String time() {
        return time;
    }

    FieldSet fields() {
        FieldSet known = fields;
        if (known == null) {
            known = encoded == null ? FieldSet.EMPTY : FieldsV1.decode(encoded);
            fields = known;
        }
        return known;
    }

    JsonNode encoded() {
        JsonNode known = encoded;
        if (known == null) {
            known = FieldsV1.encode(fields());
            encoded = known;
        }
        return known;
    }

    /** Whether a path of {@code set} is among the fields. */
    boolean touches(FieldSet set) {
        JsonNode known = encoded;
        return (fields == null && known != null)
                ? FieldsV1.touches(known, set)
                : !fields().intersection(set).isEmpty();
    }

    Ownership with(UnaryOperator<FieldSet> change) {
        return of(change.apply(fields()), apiVersion, time);
    }

    Ownership at(String newTime) {
        return new Ownership(apiVersion, newTime, encoded, fields);
    }
}
