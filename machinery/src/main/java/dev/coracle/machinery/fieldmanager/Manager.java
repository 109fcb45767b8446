package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.gotext.GoJson;
import dev.coracle.machinery.gotext.Utf8;

/**
 * Who owns fields: the same name owns different sets by update and by apply, through different subresources, and by
 * update in different versions.
 *
 * @param apiVersion of updates; empty for an applier, who is the same in every version
 */
record Manager(String name, boolean applies, String apiVersion, String subresource) implements Comparable<Manager> {
    static Manager updater(String name, String apiVersion, String subresource) {
        return new Manager(name.isEmpty() ? "unknown" : name, false, apiVersion, subresource);
    }

    static Manager applier(String name, String subresource) {
        return new Manager(name, true, "", subresource);
    }

    String operation() {
        return applies ? "Apply" : "Update";
    }

    /** Upstream sorts managers by this text. */
    private String identifier() {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("manager", name).put("operation", operation());
        if (!apiVersion.isEmpty()) {
            entry.put("apiVersion", apiVersion);
        }
        if (!subresource.isEmpty()) {
            entry.put("subresource", subresource);
        }
        return entry.toString();
    }

    @Override
    public int compareTo(Manager other) {
        return Utf8.compare(identifier(), other.identifier());
    }

    /** As conflicts name it. */
    @Override
    public String toString() {
        String text = GoJson.quoted(name);
        if (!subresource.isEmpty()) {
            text += " with subresource \"" + subresource + "\"";
        }
        return applies ? text : text + " using " + apiVersion;
    }
}
