package dev.coracle.machinery.field;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The field errors of one object, in the order they were found. Those of {@link #found} are {@link #MAX} at most: then
 * the search ends. Confined to one request.
 */
public final class FieldErrors {
    /** Far more than anybody reads. Upstream has no bound, and answers a body of 2 MB with 100 MB. */
    public static final int MAX = 1000;

    /** Characters that all errors together may come to; the one that goes beyond is the last. */
    private static final int MAX_PRINTED = 1 << 20;

    private final List<FieldError> errors = new ArrayList<>();
    private final boolean bounded;
    private boolean cut;

    public FieldErrors() {
        this(false);
    }

    private FieldErrors(boolean bounded) {
        this.bounded = bounded;
    }

    /** Ends a search that has found enough. */
    private static final class Enough extends RuntimeException {
        Enough() {
            super("more than " + MAX + " errors", null, false, false);
        }
    }

    /** What a search finds; it is broken off where there are too many. */
    public static FieldErrors found(Consumer<FieldErrors> search) {
        FieldErrors errors = new FieldErrors(true);
        try {
            search.accept(errors);
        } catch (Enough e) {
            errors.cut = true;
        }
        return errors;
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    /** How many were found so far. */
    public int count() {
        return errors.size();
    }

    public void add(FieldError error) {
        if (bounded && errors.size() >= MAX) {
            throw new Enough();
        }
        errors.add(error);
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
        add(new FieldError(type, path.toString(), value, detail));
    }

    public List<FieldError> all() {
        return List.copyOf(errors);
    }

    /** The errors with repetitions dropped, as an aggregate prints them. */
    public List<FieldError> distinct() {
        return List.copyOf(new LinkedHashSet<>(errors));
    }

    /** Those that an answer lists: all, but for what would make it longer than any answer should be. */
    public List<FieldError> listed() {
        return upToLength(all());
    }

    private static List<FieldError> upToLength(List<FieldError> all) {
        int printed = 0;
        for (int i = 0; i < all.size(); i++) {
            printed += all.get(i).toString().length();
            if (printed > MAX_PRINTED) {
                return all.subList(0, i + 1);
            }
        }
        return all;
    }

    /** As an aggregate prints them. */
    @Override
    public String toString() {
        List<FieldError> all = distinct();
        if (all.size() == 1 && !cut) {
            return all.get(0).toString();
        }
        List<FieldError> listed = upToLength(all);
        String more = cut || listed.size() < all.size() ? ", and more that are not listed]" : "]";
        return listed.stream().map(FieldError::toString).collect(Collectors.joining(", ", "[", more));
    }
}
