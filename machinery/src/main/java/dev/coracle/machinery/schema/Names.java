package dev.coracle.machinery.schema;

import java.util.List;

/**
 * What a resource type is called.
 *
 * @param kind as in {@code kind:}
 * @param plural as in a path
 * @param singular what kubectl accepts besides the plural
 * @param shortNames abbreviations
 * @param categories groups of types, such as {@code all}
 * @param listKind as in the {@code kind:} of a list
 */
public record Names(
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories,
        String listKind) {
    public Names {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
    }

    /** The names of a kind whose lists are called as nearly all are. */
    public Names(String kind, String plural, String singular, List<String> shortNames, List<String> categories) {
        this(kind, plural, singular, shortNames, categories, kind + "List");
    }
}
