package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.List;

/**
 * One kind of volume source.
 *
 * @param field its field in a volume
 * @param path what upstream calls the field in errors about it
 * @param rule what it is held to
 */
public record VolumeSource(String field, String path, Rule rule) {
    /** What a source is held to. */
    @FunctionalInterface
    public interface Rule {
        void check(JsonNode source, Path path, FieldErrors errors);

        default Rule and(Rule next) {
            return (source, path, errors) -> {
                check(source, path, errors);
                next.check(source, path, errors);
            };
        }
    }

    public static VolumeSource of(String field, Rule rule) {
        return new VolumeSource(field, field, rule);
    }

    /** Fields that must not be empty. */
    public static Rule required(String... fields) {
        return (source, path, errors) -> {
            for (String field : fields) {
                if (Tree.isEmpty(source, field)) {
                    errors.required(path.child(field), "");
                }
            }
        };
    }

    /** A number within bounds. */
    static Rule range(String field, long min, long max) {
        return (source, path, errors) -> {
            long value = Tree.number(source, field);
            if (value < min || value > max) {
                errors.invalid(path.child(field), value, "must be between " + min + " and " + max + ", inclusive");
            }
        };
    }

    /** A secret's name, if there is a reference to one; and its namespace, if {@code namespaced}. */
    static Rule secretRef(boolean namespaced) {
        return (source, path, errors) -> {
            JsonNode reference = Tree.get(source, "secretRef");
            if (!reference.isMissingNode()) {
                required(namespaced ? new String[] {"name", "namespace"} : new String[] {"name"})
                        .check(reference, path.child("secretRef"), errors);
            }
        };
    }

    /**
     * Checks the one source a volume has.
     *
     * @param known in upstream's order
     * @return the field of the source found first; empty when there is none
     */
    public static String check(List<VolumeSource> known, JsonNode volume, Path path, FieldErrors errors) {
        String found = "";
        for (VolumeSource source : known) {
            JsonNode there = Tree.get(volume, source.field());
            if (there.isMissingNode()) {
                continue;
            }
            if (found.isEmpty()) {
                found = source.field();
                source.rule().check(there, path.child(source.path()), errors);
            } else {
                errors.forbidden(path.child(source.field()), "may not specify more than 1 volume type");
            }
        }
        if (found.isEmpty()) {
            errors.required(path, "must specify a volume type");
        }
        return found;
    }
}
