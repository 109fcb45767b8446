package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.Conditions.Condition;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a definition may have the names it asks for: those that no other of its group has. The rules and words of
 * upstream's naming controller (v1.36). Used once.
 */
final class NamesReview {
    private final ObjectNode crd;
    private final Set<String> resources = new HashSet<>();
    private final Set<String> kinds = new HashSet<>();
    private String reason = "";
    private String message = "";

    /**
     * @param crd its accepted names are brought up to date
     * @param all every definition there is, this one among them
     */
    NamesReview(ObjectNode crd, Iterable<ObjectNode> all) {
        this.crd = crd;
        String group = Tree.text(Tree.spec(crd), "group");
        for (ObjectNode each : all) {
            if (Tree.text(Tree.spec(each), "group").equals(group)) {
                JsonNode names = Tree.get(Tree.status(each), "acceptedNames");
                resources.add(Tree.text(names, "plural"));
                resources.add(Tree.text(names, "singular"));
                Tree.get(names, "shortNames").forEach(name -> resources.add(name.asText()));
                kinds.add(Tree.text(names, "kind"));
                kinds.add(Tree.text(names, "listKind"));
            }
        }
    }

    /** Takes what may be taken and says how it went. */
    Condition run() {
        ObjectNode accepted = Tree.createObject(Tree.createObject(crd, "status"), "acceptedNames");
        JsonNode wanted = Tree.get(Tree.spec(crd), "names");
        take(accepted, wanted, "plural", resources, "PluralConflict");
        take(accepted, wanted, "singular", resources, "SingularConflict");
        shortNames(accepted, wanted);
        take(accepted, wanted, "kind", kinds, "KindConflict");
        take(accepted, wanted, "listKind", kinds, "ListKindConflict");
        copyList(accepted, wanted, "categories");
        return reason.isEmpty()
                ? new Condition(Conditions.NAMES_ACCEPTED, true, "NoConflicts", "no conflicts found")
                : new Condition(Conditions.NAMES_ACCEPTED, false, reason, message);
    }

    private void take(ObjectNode accepted, JsonNode wanted, String field, Set<String> used, String conflict) {
        String name = Tree.text(wanted, field);
        if (!name.equals(Tree.text(accepted, field)) && used.contains(name)) {
            reason = conflict;
            message = inUse(name);
        } else {
            accepted.put(field, name);
        }
    }

    private void shortNames(ObjectNode accepted, JsonNode wanted) {
        Set<String> own = new HashSet<>();
        Tree.get(accepted, "shortNames").forEach(name -> own.add(name.asText()));
        List<String> errors = new ArrayList<>();
        for (JsonNode name : Tree.get(wanted, "shortNames")) {
            if (!own.contains(name.asText()) && resources.contains(name.asText())) {
                errors.add(inUse(name.asText()));
            }
        }
        if (errors.isEmpty()) {
            copyList(accepted, wanted, "shortNames");
        } else {
            reason = "ShortNamesConflict";
            message = errors.size() == 1 ? errors.get(0) : "[" + String.join(", ", errors) + "]";
        }
    }

    private static void copyList(ObjectNode accepted, JsonNode wanted, String field) {
        if (Tree.isEmpty(wanted, field)) {
            accepted.remove(field);
        } else {
            ArrayNode list = accepted.putArray(field);
            wanted.get(field).forEach(list::add);
        }
    }

    private static String inUse(String name) {
        return '"' + name + "\" is already in use";
    }
}
