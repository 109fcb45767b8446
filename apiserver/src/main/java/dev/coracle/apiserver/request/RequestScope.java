package dev.coracle.apiserver.request;

import java.time.Instant;

/**
 * What is known of one request, on every step of its way. Immutable: a filter that knows more hands on another scope.
 *
 * @param info what is asked for
 * @param user who asks
 * @param id the audit id: the client's own or the server's
 * @param cause the id of the request that this one follows from in the end; its own where it follows from none
 * @param deadline when an answer must have begun
 */
public record RequestScope(RequestInfo info, UserInfo user, String id, String cause, Instant deadline) {
    private static final int MAX_CAUSE_LENGTH = 64;

    /** The scope of something that the server does by itself and that nobody waits for. */
    public static RequestScope own(String id, String cause) {
        return new RequestScope(RequestInfo.NONE, UserInfo.SERVER, id, cause, Instant.MAX);
    }

    /** The same request as somebody else's. */
    public RequestScope withUser(UserInfo other) {
        return new RequestScope(info, other, id, cause, deadline);
    }

    /** The same request, known to follow from another one. */
    public RequestScope withCause(String other) {
        return new RequestScope(info, user, id, other, deadline);
    }

    public RequestScope withDeadline(Instant other) {
        return new RequestScope(info, user, id, cause, other);
    }

    /** Whether a text can stand for a cause: it is kept with every write, so it is short and prints. */
    public static boolean isCause(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_CAUSE_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c <= '~');
    }
}
