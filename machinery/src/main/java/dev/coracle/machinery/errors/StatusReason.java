package dev.coracle.machinery.errors;

/** Why a request failed, in the words of apimachinery's {@code StatusReason}, and the code that goes with it. */
public enum StatusReason {
    BAD_REQUEST("BadRequest", 400),
    FORBIDDEN("Forbidden", 403),
    NOT_FOUND("NotFound", 404),
    METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
    NOT_ACCEPTABLE("NotAcceptable", 406),
    ALREADY_EXISTS("AlreadyExists", 409),
    CONFLICT("Conflict", 409),
    EXPIRED("Expired", 410),
    REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge", 413),
    UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType", 415),
    INVALID("Invalid", 422),
    TOO_MANY_REQUESTS("TooManyRequests", 429),
    INTERNAL_ERROR("InternalError", 500),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
    TIMEOUT("Timeout", 504),
    /** Upstream fails without a reason where it did not foresee a failure. */
    UNKNOWN("", 500);

    private final String text;
    private final int code;

    StatusReason(String text, int code) {
        this.text = text;
        this.code = code;
    }

    /** As it stands in a Status; empty for {@link #UNKNOWN}. */
    public String text() {
        return text;
    }

    /** The HTTP status. */
    public int code() {
        return code;
    }
}
