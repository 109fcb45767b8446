package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;

/** What users of a deprecated version are told. */
final class Deprecation {
    private Deprecation() {}

    /** Empty for a version that is not deprecated. */
    static String warning(JsonNode spec, JsonNode version) {
        if (!Tree.flag(version, "deprecated")) {
            return "";
        }
        if (Tree.has(version, "deprecationWarning")) {
            return Tree.text(version, "deprecationWarning");
        }
        String group = Tree.text(spec, "group");
        String kind = Tree.text(Tree.get(spec, "names"), "kind");
        String name = Tree.text(version, "name");
        String better = "";
        for (JsonNode other : Tree.get(spec, "versions")) {
            String candidate = Tree.text(other, "name");
            if (Tree.flag(other, "served")
                    && !Tree.flag(other, "deprecated")
                    && VersionPriority.NEWEST_FIRST.compare(candidate, better.isEmpty() ? name : better) < 0) {
                better = candidate;
            }
        }
        String warning = group + "/" + name + " " + kind + " is deprecated";
        return better.isEmpty() ? warning : warning + "; use " + group + "/" + better + " " + kind;
    }
}
