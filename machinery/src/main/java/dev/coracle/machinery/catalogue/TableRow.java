package dev.coracle.machinery.catalogue;

import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Names;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One resource of {@code resources.table}.
 *
 * @param served the kinds it is served as, the stored one first
 */
public record TableRow(
        Names names,
        boolean namespaced,
        Set<String> verbs,
        Set<String> subresources,
        WriteRules writes,
        List<GroupVersionKind> served) {
    private static final Set<String> ALL_VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    public TableRow {
        verbs = Set.copyOf(verbs);
        subresources = Set.copyOf(subresources);
        served = List.copyOf(served);
    }

    public GroupResource storage() {
        return new GroupResource(served.get(0).group(), names.plural());
    }

    /**
     * Reads the table.
     *
     * @param lines of {@code resources.table}
     */
    public static List<TableRow> read(List<String> lines) {
        List<TableRow> rows = new ArrayList<>();
        for (String line : lines) {
            List<String> words = List.of(line.trim().split("\\s+"));
            switch (words.get(0)) {
                case "also" -> replaceLast(rows, last(rows).servedToo(kind(words.get(1), words.get(2))));
                case "verbs" -> replaceLast(rows, last(rows).withVerbs(Set.copyOf(words.subList(1, words.size()))));
                case "writes" -> replaceLast(rows, last(rows).withRules(words.subList(1, words.size())));
                case "resets" -> replaceLast(rows, last(rows).resetting(words.get(1), words.subList(2, words.size())));
                default -> rows.add(row(words));
            }
        }
        return rows;
    }

    private static TableRow row(List<String> words) {
        if (words.size() != 8) {
            throw new IllegalStateException("resources.table: expected 8 columns: " + words);
        }
        Names names = new Names(words.get(2), words.get(0), words.get(3), list(words.get(5)), list(words.get(6)));
        return new TableRow(
                names,
                words.get(4).equals("namespaced"),
                ALL_VERBS,
                Set.copyOf(list(words.get(7))),
                WriteRules.PLAIN,
                List.of(kind(words.get(1), words.get(2))));
    }

    private static GroupVersionKind kind(String apiVersion, String kind) {
        GroupVersion version = GroupVersion.parse(apiVersion);
        return new GroupVersionKind(version.group(), version.version(), kind);
    }

    private static List<String> list(String word) {
        return word.equals("-") ? List.of() : List.of(word.split(","));
    }

    private static TableRow last(List<TableRow> rows) {
        return rows.get(rows.size() - 1);
    }

    private static void replaceLast(List<TableRow> rows, TableRow row) {
        rows.set(rows.size() - 1, row);
    }

    private TableRow servedToo(GroupVersionKind kind) {
        List<GroupVersionKind> all = new ArrayList<>(served);
        all.add(kind);
        return new TableRow(names, namespaced, verbs, subresources, writes, all);
    }

    private TableRow withVerbs(Set<String> some) {
        return new TableRow(names, namespaced, some, subresources, writes, served);
    }

    private TableRow resetting(String subresource, List<String> paths) {
        Map<String, List<String>> all = new HashMap<>(writes.resets());
        all.put(subresource.equals("-") ? "" : subresource, List.copyOf(paths));
        return writing(new WriteRules(writes.rules(), all));
    }

    private TableRow withRules(List<String> words) {
        Set<WriteRules.Rule> rules = EnumSet.noneOf(WriteRules.Rule.class);
        words.forEach(word -> rules.add(WriteRules.Rule.valueOf(word.toUpperCase(Locale.ROOT))));
        return writing(new WriteRules(rules, writes.resets()));
    }

    private TableRow writing(WriteRules rules) {
        return new TableRow(names, namespaced, verbs, subresources, rules, served);
    }
}
