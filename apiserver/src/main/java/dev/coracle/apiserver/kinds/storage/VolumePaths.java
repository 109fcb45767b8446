package dev.coracle.apiserver.kinds.storage;

import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;

/** Paths of files in volumes, and their modes. */
public final class VolumePaths {
    private static final String NOT_UP = "must not contain '..'";

    private VolumePaths() {}

    /** A relative path that does not start with two dots, which the kubelet keeps for itself. */
    public static void local(Field path) {
        descending(path);
        if (path.text().startsWith("..") && !path.text().startsWith("../")) {
            path.invalid("must not start with '..'");
        }
    }

    public static void descending(Field path) {
        descending(path.text(), path);
    }

    /** As {@link #descending(Field)}, of a path that is a part of what stands at {@code at}. */
    public static void descending(String path, Field at) {
        if (path.startsWith("/")) {
            at.invalid(path, "must be a relative path");
        }
        if (hasBacksteps(path)) {
            at.invalid(path, NOT_UP);
        }
    }

    public static void noBacksteps(Field path) {
        if (hasBacksteps(path.text())) {
            path.invalid(NOT_UP);
        }
    }

    public static boolean hasBacksteps(String text) {
        return ("/" + text + "/").contains("/../");
    }

    /** A file's permissions. */
    public static FieldRule mode(String field) {
        return FieldRule.field(field).inRange(0, 0777, "must be a number between 0 and 0777 (octal), both inclusive");
    }
}
