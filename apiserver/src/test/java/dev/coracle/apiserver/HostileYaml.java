package dev.coracle.apiserver;

import static dev.coracle.apiserver.HostileBodies.CORE;
import static dev.coracle.apiserver.HostileBodies.DRY;
import static dev.coracle.apiserver.HostileBodies.YAML;
import static dev.coracle.apiserver.HostileBodies.each;
import static dev.coracle.apiserver.HostileBodies.lines;

/** YAML that is dear to read. */
final class HostileYaml {
    private HostileYaml() {}

    static void addTo(HostileBodies to) {
        String maps = CORE + "configmaps" + DRY;
        String head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
        to.add("YAML of comments", "POST", maps, YAML, 1_000_000, n -> head + "# \n".repeat(n));
        to.add("YAML of one long comment", "POST", maps, YAML, 2_900_000, n -> head + "#" + "a".repeat(n));
        to.add("YAML of blank lines", "POST", maps, YAML, 2_900_000, n -> head + "\n".repeat(n));
        to.add("YAML of brackets", "POST", maps, YAML, 2_900_000, n -> "[".repeat(n));
        to.add("YAML of braces", "POST", maps, YAML, 2_900_000, n -> "{".repeat(n));
        to.add("YAML of dashes", "POST", maps, YAML, 1_450_000, n -> "- ".repeat(n));
        to.add("YAML of question marks", "POST", maps, YAML, 1_450_000, n -> "? ".repeat(n));
        to.add("YAML of documents", "POST", maps, YAML, 700_000, n -> head + "---\n".repeat(n));
        to.add("YAML of colons", "POST", maps, YAML, 1_450_000, n -> head + "data: {" + ": ".repeat(n));
        to.add("YAML of tags", "POST", maps, YAML, 1_400_000, n -> head + "!" + "a".repeat(n) + " b: c\n");
        to.add("YAML of directives", "POST", maps, YAML, 200_000, n -> "%TAG ! a\n".repeat(n) + "---\n" + head);
        to.add(
                "YAML of anchors",
                "POST",
                maps,
                YAML,
                200_000,
                n -> head + "data:\n" + lines(n, i -> " n" + i + ": &a"));
        to.add(
                "YAML of aliases",
                "POST",
                maps,
                YAML,
                90_000,
                n -> head + "x: &x a\ndata:\n" + lines(n, i -> " n" + i + ": *x"));
        to.add(
                "YAML of laughs",
                "POST",
                maps,
                YAML,
                12,
                n -> head + "a0: &a0 {a: a}\n"
                        + lines(
                                n,
                                i -> "a" + (i + 1) + ": &a" + (i + 1) + " {" + each(9, k -> "k" + k + ": *a" + i)
                                        + "}"));
        to.add(
                "YAML merging maps",
                "POST",
                maps,
                YAML,
                40_000,
                n -> head + "x: &x {a: b}\ndata:\n" + lines(n, i -> " n" + i + ": {<<: [*x, *x, *x, *x, *x]}"));
        to.add(
                "YAML merging one large map",
                "POST",
                maps,
                YAML,
                60_000,
                n -> head + "x: &x {" + each(n, i -> "n" + i + ": ''") + "}\ndata:\n  <<: [" + each(400, i -> "*x")
                        + "]\n");
        to.add("YAML of repeated keys", "POST", maps, YAML, 300_000, n -> head + "data:\n" + lines(n, i -> " a: a"));
        to.add(
                "YAML of a plain text of many lines",
                "POST",
                maps,
                YAML,
                700_000,
                n -> head + "data:\n a: b\n" + "  a\n".repeat(n));
        to.add(
                "YAML of a quoted text of many lines",
                "POST",
                maps,
                YAML,
                700_000,
                n -> head + "data:\n a: \"b\n" + "  a\n".repeat(n) + "  \"\n");
        to.add(
                "YAML of a block of many lines",
                "POST",
                maps,
                YAML,
                700_000,
                n -> head + "data:\n a: |\n" + "  a\n".repeat(n));
        to.add("YAML of escapes", "POST", maps, YAML, 700_000, n -> head + "data: {a: \"" + "\\x01".repeat(n) + "\"}");
        to.add("YAML of a long key", "POST", maps, YAML, 2_900_000, n -> head + "a".repeat(n) + ": b\n");
        to.add(
                "YAML of long plain words",
                "POST",
                maps,
                YAML,
                1_400_000,
                n -> head + "data: {a: " + "a ".repeat(n) + "}");
        to.add("YAML of a number of digits", "POST", maps, YAML, 2_900_000, n -> head + "x: " + "7".repeat(n));
        to.add(
                "YAML of a number of digits and underscores",
                "POST",
                maps,
                YAML,
                1_400_000,
                n -> head + "x: " + "7_".repeat(n) + "x");
        to.add("YAML of sixties", "POST", maps, YAML, 900_000, n -> head + "x: 1" + ":20".repeat(n) + "x");
        to.add("YAML of zeros", "POST", maps, YAML, 2_900_000, n -> head + "x: " + "0".repeat(n) + ".e");
        to.add("YAML deeper line by line", "POST", maps, YAML, 2_000, n -> lines(n, i -> " ".repeat(i) + "a:"));
        to.add(
                "YAML of JSON",
                "POST",
                maps,
                YAML,
                150_000,
                n -> "{\"metadata\":{\"name\":\"a\"},\"data\":{" + each(n, i -> "\"n" + i + "\":\"\"") + "}}");
    }
}
