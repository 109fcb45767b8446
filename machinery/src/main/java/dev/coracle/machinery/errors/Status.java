package dev.coracle.machinery.errors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A {@code v1.Status}: what is answered where there is no object to answer with.
 *
 * @param success or failure
 * @param continuing the token with which an expired list can go on; empty for none
 * @param message empty for none
 * @param reason of a failure
 * @param details null for none; never to be changed
 * @param code 0 leaves it out
 */
public record Status(
        boolean success,
        String continuing,
        String message,
        StatusReason reason,
        @Nullable ObjectNode details,
        int code) {
    /** That something is done; {@code code} 0 says no code. */
    public static Status success(int code, @Nullable ObjectNode details) {
        return new Status(true, "", "", StatusReason.UNKNOWN, details, code);
    }

    /** That something is not done, with the reason's code. */
    public static Status failure(StatusReason reason, String message, @Nullable ObjectNode details) {
        return new Status(false, "", message, reason, details, reason.code());
    }

    /** The document, members in Go's order. */
    public ObjectNode toJson() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1");
        ObjectNode metadata = status.putObject("metadata");
        if (!continuing.isEmpty()) {
            metadata.put("continue", continuing);
        }
        status.put("status", success ? "Success" : "Failure");
        if (!success || !message.isEmpty()) {
            status.put("message", message);
        }
        if (!reason.text().isEmpty()) {
            status.put("reason", reason.text());
        }
        if (details != null) {
            status.set("details", details);
        }
        if (code != 0) {
            status.put("code", code);
        }
        return status;
    }
}
