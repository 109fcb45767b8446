package dev.coracle.machinery.errors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.schema.GroupResource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's refusal: a Kubernetes {@code Status} that travels as an exception, without a stack trace. */
public final class ApiException extends RuntimeException {
    private final Status status;

    private ApiException(Status status) {
        super(status.message(), null, false, false);
        this.status = status;
    }

    private ApiException(StatusReason reason, String message, @Nullable ObjectNode details) {
        this(Status.failure(reason, message, details));
    }

    public int code() {
        return status.code();
    }

    public StatusReason reason() {
        return status.reason();
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** What a client receives. */
    public Status status() {
        return status;
    }

    /** The same, offering a token with which an expired list can go on in a newer state. */
    public ApiException withContinue(String token) {
        return new ApiException(
                new Status(false, token, getMessage(), status.reason(), status.details(), status.code()));
    }

    /** Seconds a client should wait before it tries again; 0 when the answer says nothing about that. */
    public int retryAfterSeconds() {
        ObjectNode details = status.details();
        return details == null ? 0 : details.path("retryAfterSeconds").asInt(0);
    }

    public static ApiException notFound(GroupResource resource, String name) {
        return new ApiException(
                StatusReason.NOT_FOUND, resource + " \"" + name + "\" not found", details(resource, name));
    }

    /** No such path or resource type: what the generic handler answers when nothing is served there. */
    public static ApiException noSuchResource() {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        return new ApiException(StatusReason.NOT_FOUND, "the server could not find the requested resource", details);
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
        return new ApiException(StatusReason.ALREADY_EXISTS, message, details);
    }

    public static ApiException conflict(GroupResource resource, String name, String why) {
        return new ApiException(
                StatusReason.CONFLICT,
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
        for (FieldError error : errors.listed()) {
            causes.addObject()
                    .put("reason", error.type().reason())
                    .put("message", error.body())
                    .put("field", error.field());
        }
        String qualified = group.isEmpty() ? kind : kind + "." + group;
        return new ApiException(StatusReason.INVALID, qualified + " \"" + name + "\" is invalid: " + errors, details);
    }

    public static ApiException badRequest(String message) {
        return new ApiException(StatusReason.BAD_REQUEST, message, null);
    }

    public static ApiException forbidden(GroupResource resource, String name, String why) {
        String message = name.isEmpty()
                ? resource + " is forbidden: " + why
                : resource + " \"" + name + "\" is forbidden: " + why;
        return new ApiException(StatusReason.FORBIDDEN, message, details(resource, name));
    }

    public static ApiException methodNotAllowed() {
        return new ApiException(
                StatusReason.METHOD_NOT_ALLOWED,
                "the server does not allow this method on the requested resource",
                JsonNodeFactory.instance.objectNode());
    }

    public static ApiException notAcceptable(List<String> accepted) {
        return new ApiException(
                StatusReason.NOT_ACCEPTABLE,
                "only the following media types are accepted: " + String.join(", ", accepted),
                null);
    }

    /** As go-restful's router answers when nothing of the Accept header is among what a route produces. */
    public static ApiException noRepresentation(List<String> produced) {
        return new ApiException(
                StatusReason.NOT_ACCEPTABLE,
                "406: Not Acceptable\n\nAvailable representations: " + String.join(", ", produced),
                JsonNodeFactory.instance.objectNode());
    }

    /** An answer that cannot be given in the form asked for. */
    public static ApiException notAcceptable(String message) {
        return new ApiException(StatusReason.NOT_ACCEPTABLE, message, null);
    }

    public static ApiException unsupportedMediaType(List<String> accepted) {
        return new ApiException(
                StatusReason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted),
                null);
    }

    public static ApiException tooLarge(String message) {
        return new ApiException(StatusReason.REQUEST_ENTITY_TOO_LARGE, message, null);
    }

    /** The resource version or continue token is older than what is retained: list again. */
    public static ApiException expired(String message) {
        return new ApiException(StatusReason.EXPIRED, message, null);
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
                StatusReason.TIMEOUT,
                "Timeout: Too large resource version: " + requested + ", current: " + current,
                details);
    }

    public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.put("retryAfterSeconds", retryAfterSeconds);
        return new ApiException(StatusReason.TOO_MANY_REQUESTS, message, details);
    }

    /** Something Kubernetes serves and Coracle does not yet: clients would try again on a 501, some of them ten times. */
    public static ApiException unsupported(String message) {
        return new ApiException(StatusReason.METHOD_NOT_ALLOWED, message, null);
    }

    public static ApiException serviceUnavailable(String message) {
        return new ApiException(StatusReason.SERVICE_UNAVAILABLE, message, null);
    }

    public static ApiException internal(String message) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.putArray("causes").addObject().put("message", message);
        return new ApiException(StatusReason.INTERNAL_ERROR, "Internal error occurred: " + message, details);
    }

    /** For the rare answer no factory above fits; {@code details} is owned by the exception afterwards. */
    public static ApiException of(StatusReason reason, String message, @Nullable ObjectNode details) {
        return new ApiException(reason, message, details);
    }

    /** What upstream fails at without having foreseen it: a bare 500. */
    public static ApiException unforeseen(String message) {
        return new ApiException(StatusReason.UNKNOWN, message, null);
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
