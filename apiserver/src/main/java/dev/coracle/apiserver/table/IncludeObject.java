package dev.coracle.apiserver.table;

import dev.coracle.machinery.errors.ApiException;

/** What a table's rows carry of their objects: the {@code includeObject} parameter. */
public enum IncludeObject {
    NONE,
    METADATA,
    OBJECT;

    /** The parameter's meaning; empty is {@code Metadata}. */
    public static IncludeObject parse(String value) {
        return switch (value) {
            case "", "Metadata" -> METADATA;
            case "Object" -> OBJECT;
            case "None" -> NONE;
            default ->
                throw ApiException.badRequest(
                        "Unable to convert to Table as requested: includeObject: Invalid value: \"" + value
                                + "\": must be 'Metadata', 'Object', 'None', or empty");
        };
    }
}
