package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;

/** Paths of files in volumes, and their modes. */
public final class VolumePaths {
    private VolumePaths() {}

    /** A relative path that does not start with two dots, which the kubelet keeps for itself. */
    public static void local(String text, Path path, FieldErrors errors) {
        descending(text, path, errors);
        if (text.startsWith("..") && !text.startsWith("../")) {
            errors.invalid(path, text, "must not start with '..'");
        }
    }

    public static void descending(String text, Path path, FieldErrors errors) {
        if (text.startsWith("/")) {
            errors.invalid(path, text, "must be a relative path");
        }
        noBacksteps(text, path, errors);
    }

    public static void noBacksteps(String text, Path path, FieldErrors errors) {
        if (hasBacksteps(text)) {
            errors.invalid(path, text, "must not contain '..'");
        }
    }

    public static boolean hasBacksteps(String text) {
        return ("/" + text + "/").contains("/../");
    }

    public static void mode(JsonNode node, String field, Path path, FieldErrors errors) {
        long mode = Tree.number(node, field);
        if (mode < 0 || mode > 0777) {
            errors.invalid(path.child(field), mode, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }
}
