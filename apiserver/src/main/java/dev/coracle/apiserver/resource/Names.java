package dev.coracle.apiserver.resource;

import java.util.List;

/**
 * What a resource type is called.
 *
 * @param kind as in {@code kind:}
 * @param plural as in a path
 * @param singular what kubectl accepts besides the plural
 * @param shortNames abbreviations
 * @param categories groups of types, such as {@code all}
 */
public record Names(String kind, String plural, String singular, List<String> shortNames, List<String> categories) {
    public Names {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
    }

    public String listKind() {
        return kind + "List";
    }
}
