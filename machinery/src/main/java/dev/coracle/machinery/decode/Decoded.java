package dev.coracle.machinery.decode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A body that fits its schema.
 *
 * @param object a tree of its own: only known fields, no nulls, kind and apiVersion set
 * @param warnings for {@code Warning} headers
 */
public record Decoded(ObjectNode object, List<String> warnings) {
    public Decoded {
        warnings = List.copyOf(warnings);
    }
}
