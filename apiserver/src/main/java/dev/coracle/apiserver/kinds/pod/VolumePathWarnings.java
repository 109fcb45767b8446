package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** Warnings about files of one volume that lie over each other. */
final class VolumePathWarnings {
    /** @param source where a projected volume takes it from; empty in other volumes */
    private record Entry(String path, String source) {
        boolean overlaps(Entry other) {
            return !other.path.isEmpty()
                    && ((other.path + "/").startsWith(path + "/") || (path + "/").startsWith(other.path + "/"));
        }

        @Override
        public String toString() {
            return source.isEmpty() ? '"' + path + '"' : '"' + path + "\" (" + source + ")";
        }
    }

    private VolumePathWarnings() {}

    static void collect(JsonNode volumes, List<String> warnings) {
        for (JsonNode volume : volumes) {
            String name = Tree.text(volume, "name");
            JsonNode map = Tree.get(volume, "configMap");
            JsonNode secret = Tree.get(volume, "secret");
            check(name, "ConfigMap \"" + Tree.text(map, "name") + "\"", items(Tree.get(map, "items"), ""), warnings);
            check(
                    name,
                    "Secret \"" + Tree.text(secret, "secretName") + "\"",
                    items(Tree.get(secret, "items"), ""),
                    warnings);
            check(name, "DownwardAPI", items(Tree.get(volume, "downwardAPI", "items"), ""), warnings);
            projected(name, Tree.get(volume, "projected"), warnings);
        }
    }

    private static void projected(String name, JsonNode projected, List<String> warnings) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode source : Tree.get(projected, "sources")) {
            if (source.isEmpty()) {
                warnings.add("volume \"" + name + "\" (Projected) has no sources provided");
                continue;
            }
            JsonNode map = Tree.get(source, "configMap");
            JsonNode secret = Tree.get(source, "secret");
            if (Tree.has(map, "items")) {
                entries.addAll(items(Tree.get(map, "items"), "ConfigMap \"" + Tree.text(map, "name") + "\""));
            } else if (Tree.has(secret, "items")) {
                entries.addAll(items(Tree.get(secret, "items"), "Secret \"" + Tree.text(secret, "name") + "\""));
            } else if (Tree.has(Tree.get(source, "downwardAPI"), "items")) {
                entries.addAll(items(Tree.get(source, "downwardAPI", "items"), "DownwardAPI"));
            } else if (Tree.has(source, "serviceAccountToken")) {
                entries.add(entry(Tree.get(source, "serviceAccountToken"), "ServiceAccountToken"));
            }
        }
        check(name, "Projected", entries, warnings);
    }

    private static List<Entry> items(JsonNode items, String source) {
        List<Entry> entries = new ArrayList<>(items.size());
        items.forEach(item -> entries.add(entry(item, source)));
        return entries;
    }

    private static Entry entry(JsonNode item, String source) {
        String path = Tree.text(item, "path");
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new Entry(path, source);
    }

    private static void check(String volume, String what, List<Entry> entries, List<String> warnings) {
        for (int i = 1; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            for (Entry other : entries.subList(0, i)) {
                if (!entry.path.isEmpty() && entry.overlaps(other)) {
                    warnings.add(
                            "volume \"" + volume + "\" (" + what + "): overlapping paths: " + entry + " with " + other);
                }
            }
        }
    }
}
