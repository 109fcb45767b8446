package dev.coracle.apiserver.errors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldError;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.resource.GroupResource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's refusal: a Kubernetes {@code Status} that travels as an exception, without a stack trace. */
public final class ApiException extends RuntimeException {
    private final int code;
    private final String reason;
    private final @Nullable ObjectNode details;
    private final String continueToken;

    private ApiException(int code, String reason, String message, @Nullable ObjectNode details) {
        this(code, reason, message, details, "");
    }

    private ApiException(int code, String reason, String message, @Nullable ObjectNode details, String continueToken) {
        super(message, null, false, false);
        this.continueToken = continueToken;
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The {@code v1.Status} a client receives. */
    public ObjectNode toStatus() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1");
        ObjectNode metadata = status.putObject("metadata");
        if (!continueToken.isEmpty()) {
            metadata.put("continue", continueToken);
        }
        status.put("status", "Failure").put("message", getMessage());
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        if (details != null) {
            status.set("details", details);
        }
        return status.put("code", code);
    }

    /** The same, offering a token with which an expired list can go on in a newer state. */
    public ApiException withContinue(String token) {
        return new ApiException(code, reason, getMessage(), details, token);
    }

    /** Seconds a client should wait before it tries again; 0 when the answer says nothing about that. */
    public int retryAfterSeconds() {
        return details == null ? 0 : details.path("retryAfterSeconds").asInt(0);
    }

    public static ApiException notFound(GroupResource resource, String name) {
        return new ApiException(404, "NotFound", resource + " \"" + name + "\" not found", details(resource, name));
    }

    /** No such path or resource type: what the generic handler answers when nothing is served there. */
    public static ApiException noSuchResource() {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        return new ApiException(404, "NotFound", "the server could not find the requested resource", details);
    }

    /**
     * A name that another object has.
     *
     * @param goes whether that object is being deleted
     * @param generated whether the server was to find a free name
     */
    public static ApiException alreadyExists(GroupResource resource, String name, boolean goes, boolean generated) {
        ObjectNode details = details(resource, name);
        String message = (goes ? "object is being deleted: " : "") + resource + " \"" + name + "\" already exists";
        if (generated) {
            details.put("retryAfterSeconds", 1);
            message += ", the server was not able to generate a unique name for the object";
        }
        return new ApiException(409, "AlreadyExists", message, details);
    }

    public static ApiException conflict(GroupResource resource, String name, String why) {
        return new ApiException(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + resource + " \"" + name + "\": " + why,
                details(resource, name));
    }

    /** The object changed since the client read it. */
    public static ApiException modified(GroupResource resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** Field errors as one 422; {@code errors} must not be empty. */
    public static ApiException invalid(String group, String kind, String name, FieldErrors errors) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        if (!kind.isEmpty()) {
            details.put("kind", kind);
        }
        var causes = details.putArray("causes");
        for (FieldError error : errors.readable()) {
            causes.addObject()
                    .put("reason", error.type().reason())
                    .put("message", error.body())
                    .put("field", error.field());
        }
        String qualified = group.isEmpty() ? kind : kind + "." + group;
        return new ApiException(422, "Invalid", qualified + " \"" + name + "\" is invalid: " + errors, details);
    }

    public static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message, null);
    }

    public static ApiException forbidden(GroupResource resource, String name, String why) {
        String message = name.isEmpty()
                ? resource + " is forbidden: " + why
                : resource + " \"" + name + "\" is forbidden: " + why;
        return new ApiException(403, "Forbidden", message, details(resource, name));
    }

    public static ApiException methodNotAllowed() {
        return new ApiException(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                JsonNodeFactory.instance.objectNode());
    }

    public static ApiException notAcceptable(List<String> accepted) {
        return new ApiException(
                406,
                "NotAcceptable",
                "only the following media types are accepted: " + String.join(", ", accepted),
                null);
    }

    /** As go-restful's router answers when nothing of the Accept header is among what a route produces. */
    public static ApiException noRepresentation(List<String> produced) {
        return new ApiException(
                406,
                "NotAcceptable",
                "406: Not Acceptable\n\nAvailable representations: " + String.join(", ", produced),
                JsonNodeFactory.instance.objectNode());
    }

    /** An answer that cannot be given in the form asked for. */
    public static ApiException notAcceptable(String message) {
        return new ApiException(406, "NotAcceptable", message, null);
    }

    public static ApiException unsupportedMediaType(List<String> accepted) {
        return new ApiException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted),
                null);
    }

    public static ApiException tooLarge(String message) {
        return new ApiException(413, "RequestEntityTooLarge", message, null);
    }

    /** The resource version or continue token is older than what is retained: list again. */
    public static ApiException expired(String message) {
        return new ApiException(410, "Expired", message, null);
    }

    /** The resource version asked for has not been reached. */
    public static ApiException tooLargeResourceVersion(long requested, long current) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        return new ApiException(
                504, "Timeout", "Timeout: Too large resource version: " + requested + ", current: " + current, details);
    }

    public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.put("retryAfterSeconds", retryAfterSeconds);
        return new ApiException(429, "TooManyRequests", message, details);
    }

    /** Something Kubernetes has and Coracle lacks, refused by its name. */
    public static ApiException notImplemented(String message) {
        return new ApiException(501, "NotImplemented", message, null);
    }

    public static ApiException serviceUnavailable(String message) {
        return new ApiException(503, "ServiceUnavailable", message, null);
    }

    public static ApiException internal(String message) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.putArray("causes").addObject().put("message", message);
        return new ApiException(500, "InternalError", "Internal error occurred: " + message, details);
    }

    /** For the rare answer no factory above fits; {@code details} is owned by the exception afterwards. */
    public static ApiException of(int code, String reason, String message, @Nullable ObjectNode details) {
        return new ApiException(code, reason, message, details);
    }

    private static ObjectNode details(GroupResource resource, String name) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        return details.put("kind", resource.resource());
    }
}
