package dev.coracle.apiserver.customresources.cel;

import java.util.Set;

/** Field names as CEL identifiers: Kubernetes' escapes for what an identifier cannot hold. */
final class FieldNames {
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    /** What even a selection reads as something else than a name. */
    private static final Set<String> OPERATORS = Set.of("true", "false", "null", "in");

    private FieldNames() {}

    /** Whether a reserved word may be selected as it is, besides its escape; upstream's compilers take both since 1.33. */
    static boolean isSelectable(String field) {
        return RESERVED.contains(field) && !OPERATORS.contains(field);
    }

    static String escape(String field) {
        if (RESERVED.contains(field)) {
            return "__" + field + "__";
        }
        return field.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__");
    }
}
