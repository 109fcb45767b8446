package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.coracle.machinery.tree.Tree;

/** Paths of field names, such as {@code .spec.size} or {@code .spec['a.b']}, followed through a schema. */
final class SchemaPaths {
    private SchemaPaths() {}

    /** The schema of the field a path leads to; missing when the schema knows none there. */
    @SuppressWarnings("ReferenceEquality") // whether the walk has left its start
    static JsonNode find(String path, JsonNode schema) {
        JsonNode at = schema;
        int i = 0;
        while (i < path.length()) {
            String name;
            if (path.startsWith("['", i)) {
                int end = path.indexOf("']", i);
                if (end < 0) {
                    return MissingNode.getInstance();
                }
                name = path.substring(i + 2, end);
                i = end + 2;
            } else if (path.charAt(i) == '.') {
                int end = i + 1;
                while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
                    end++;
                }
                name = path.substring(i + 1, end);
                i = end;
            } else {
                return MissingNode.getInstance();
            }
            JsonNode property = Tree.get(Tree.get(at, "properties"), name);
            JsonNode rest = Tree.get(at, "additionalProperties");
            at = property.isObject() ? property : rest.isObject() ? rest : MissingNode.getInstance();
            if (at.isMissingNode()) {
                return at;
            }
        }
        return at == schema ? MissingNode.getInstance() : at;
    }
}
