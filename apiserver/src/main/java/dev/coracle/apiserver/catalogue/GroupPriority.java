package dev.coracle.apiserver.catalogue;

import dev.coracle.machinery.text.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One group of {@code groups.table}.
 *
 * @param group empty for the core group
 * @param priority higher comes first
 * @param versions the priority of each version that has an APIService of its own
 */
public record GroupPriority(String group, int priority, Map<String, Integer> versions) {
    public GroupPriority {
        versions = Map.copyOf(versions);
    }

    /** The table, by group. */
    public static Map<String, GroupPriority> read() {
        Map<String, GroupPriority> groups = new LinkedHashMap<>();
        for (String line : TextTable.beside(GroupPriority.class, "groups.table")) {
            GroupPriority row = row(List.of(line.trim().split("\\s+")));
            groups.put(row.group, row);
        }
        return groups;
    }

    private static GroupPriority row(List<String> words) {
        Map<String, Integer> versions = new LinkedHashMap<>();
        for (int i = 2; i < words.size(); i += 2) {
            versions.put(words.get(i), Integer.valueOf(words.get(i + 1)));
        }
        return new GroupPriority(
                words.get(0).equals("-") ? "" : words.get(0), Integer.parseInt(words.get(1)), versions);
    }
}
