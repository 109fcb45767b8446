package dev.coracle.apiserver.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
        for (String line : lines()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                GroupPriority row = row(List.of(line.trim().split("\\s+")));
                groups.put(row.group, row);
            }
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

    private static List<String> lines() {
        try (InputStream in = GroupPriority.class.getResourceAsStream("groups.table")) {
            if (in == null) {
                throw new IllegalStateException("groups.table is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
