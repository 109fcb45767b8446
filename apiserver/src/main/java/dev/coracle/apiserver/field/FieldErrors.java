package dev.coracle.apiserver.field;

import static dev.coracle.apiserver.validation.FieldRule.all;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The field errors of one object, in the order they were found; no more of them than a person would read, and a word in the
 * last one's place where there were more. Confined to one request.
 */
public final class FieldErrors {
    /** A body of 3 MB may have a hundred thousand wrong fields, and the answer names each of them twice. */
    public static final int MAX = 1_000;

    /** Characters of messages: an error may show the whole list that it is about, and so may the next. */
    private static final int MAX_TEXT = 1 << 20;

    private final List<FieldError> errors = new ArrayList<>();
    private long found;

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    /** How many were found, those that are not kept among them. */
    public long count() {
        return found;
    }

    public void add(FieldError error) {
        found++;
        if (found <= MAX) {
            errors.add(error);
        } else if (found == MAX + 1) {
            String detail = "no more than " + MAX + " errors are named";
            errors.add(new FieldError(ErrorType.TOO_MANY, error.field(), FieldError.OMITTED, detail));
        }
    }

    public void required(Path path, String detail) {
        add(ErrorType.REQUIRED, path, null, detail);
    }

    public void invalid(Path path, @Nullable Object value, String detail) {
        add(ErrorType.INVALID, path, value, detail);
    }

    /** An invalid value that is not shown. */
    public void invalid(Path path, String detail) {
        add(ErrorType.INVALID, path, FieldError.OMITTED, detail);
    }

    public void duplicate(Path path, @Nullable Object value) {
        add(ErrorType.DUPLICATE, path, value, "");
    }

    public void notFound(Path path, @Nullable Object value) {
        add(ErrorType.NOT_FOUND, path, value, "");
    }

    public void forbidden(Path path, String detail) {
        add(ErrorType.FORBIDDEN, path, null, detail);
    }

    public void tooLong(Path path, int maxLength) {
        add(ErrorType.TOO_LONG, path, null, "may not be more than " + maxLength + " bytes");
    }

    public void tooMany(Path path, int actual, int max) {
        add(ErrorType.TOO_MANY, path, actual, atMost(max));
    }

    /** The detail of a {@link ErrorType#TOO_MANY}. */
    public static String atMost(long max) {
        return "must have at most " + max + (max == 1 ? " item" : " items");
    }

    /** The value is none of {@code supported}, which are printed in their order; upstream sorts some lists, not all. */
    public void notSupported(Path path, @Nullable Object value, List<String> supported) {
        String list = supported.stream().map(s -> '"' + s + '"').collect(Collectors.joining(", "));
        add(ErrorType.NOT_SUPPORTED, path, value, supported.isEmpty() ? "" : "supported values: " + list);
    }

    public void add(ErrorType type, Path path, @Nullable Object value, String detail) {
        if (found > MAX) {
            found++;
        } else {
            add(new FieldError(type, path.toString(), value, detail));
        }
    }

    public List<FieldError> all() {
        return List.copyOf(errors);
    }

    /** The errors with repetitions dropped, as an aggregate prints them. */
    public List<FieldError> distinct() {
        return List.copyOf(new LinkedHashSet<>(errors));
    }

    /** The first errors, of which the messages together are not too long. */
    public List<FieldError> readable() {
        List<FieldError> readable = new ArrayList<>(errors.size());
        long text = 0;
        for (FieldError error : errors) {
            readable.add(error);
            text += error.body().length();
            if (text > MAX_TEXT && readable.size() < errors.size()) {
                String detail = "the other errors are too long to be named";
                readable.add(new FieldError(ErrorType.TOO_MANY, error.field(), FieldError.OMITTED, detail));
                break;
            }
        }
        return readable;
    }

    /** As an aggregate prints them, each message once. */
    @Override
    public String toString() {
        Set<String> messages = new LinkedHashSet<>();
        readable().forEach(error -> messages.add(error.toString()));
        String all = String.join(", ", messages);
        return messages.size() == 1 ? all : "[" + all + "]";
    }
}
