package dev.coracle.apiserver.customresources.cel;

import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What went wrong in an evaluation, in the words of cel-go (v0.26). Stateless. */
final class EvaluationErrors {
    private static final Pattern NO_KEY = Pattern.compile("key '(.*)' is not present in map\\.");

    private EvaluationErrors() {}

    /** Without where in the expression it was. */
    static String reason(CelEvaluationException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.startsWith("evaluation error") ? message.indexOf(": ") : -1;
        String bare = end < 0 ? message : message.substring(end + 2);
        Matcher missing = NO_KEY.matcher(bare);
        if (missing.matches()) {
            return "no such key: " + missing.group(1);
        }
        return switch (e.getErrorCode()) {
            case ATTRIBUTE_NOT_FOUND -> bare.startsWith("no such") ? bare : "no such key: " + bare;
            case DIVIDE_BY_ZERO -> "division by zero";
            default -> bare.startsWith("Function '") ? innermost(e, bare) : bare.replace("Index out", "index out");
        };
    }

    /** What a function itself said. */
    private static String innermost(Throwable thrown, String otherwise) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IllegalArgumentException ? String.valueOf(cause.getMessage()) : otherwise;
    }
}
