package dev.coracle.machinery.gotext;

import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/**
 * Says what is wrong with malformed YAML in go-yaml's words. Both libraries descend from libyaml's grammar, so they stumble
 * over the same places and differ in how they say so.
 */
public final class YamlSyntax {
    /** By the beginning of SnakeYAML's words, before which {@code context: } may stand to tell equal ones apart. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("expected ',' or '}'", "did not find expected ',' or '}'"),
            Map.entry("expected ',' or ']'", "did not find expected ',' or ']'"),
            Map.entry("while parsing a block mapping: expected <block end>", "did not find expected key"),
            Map.entry("while parsing a block collection: expected <block end>", "did not find expected '-' indicator"),
            Map.entry("expected the node content", "did not find expected node content"),
            Map.entry("expected '<document start>'", "did not find expected <document start>"),
            Map.entry("found duplicate YAML directive", "found duplicate %YAML directive"),
            Map.entry("duplicate tag handle", "found duplicate %TAG directive"),
            Map.entry("found undefined tag handle", "found undefined tag handle"),
            Map.entry("found character ", "found character that cannot start any token"),
            Map.entry("found a key after", "found character that cannot start any token"),
            Map.entry("mapping values are not allowed", "mapping values are not allowed in this context"),
            Map.entry("mapping keys are not allowed", "mapping keys are not allowed in this context"),
            Map.entry("sequence entries are not allowed", "block sequence entries are not allowed in this context"),
            Map.entry("found unknown escape character", "found unknown escape character"),
            Map.entry("expected escape sequence of", "did not find expected hexdecimal number"),
            Map.entry("found unexpected document separator", "found unexpected document indicator"),
            Map.entry("expected chomping or indentation", "did not find expected comment or line break"),
            Map.entry("expected a comment or a line break", "did not find expected comment or line break"),
            Map.entry("expected indentation indicator", "found an indentation indicator equal to 0"),
            Map.entry(
                    "while scanning a directive: expected alphabetic or numeric",
                    "could not find expected directive name"),
            Map.entry("expected alphabetic or numeric", "did not find expected alphabetic or numeric character"),
            Map.entry("unexpected character found", "did not find expected alphabetic or numeric character"),
            Map.entry("expected a digit or '.'", "did not find expected digit or '.' character"),
            Map.entry("expected a digit", "did not find expected version number"),
            Map.entry("found a number which cannot", "found extremely long version number"),
            Map.entry("expected '>'", "did not find the expected '>'"),
            Map.entry("while scanning a tag: expected ' '", "did not find expected whitespace or line break"),
            Map.entry("expected ' '", "did not find expected whitespace"),
            Map.entry("expected '!'", "did not find expected '!'"),
            Map.entry("expected URI,", "did not find expected tag URI"),
            Map.entry("expected URI escape", "did not find URI escaped octet"),
            Map.entry("expected URI in UTF-8", "found an incorrect leading UTF-8 octet"),
            Map.entry("special characters are not allowed", "control characters are not allowed"),
            Map.entry("DEL character", "control characters are not allowed"));

    private YamlSyntax() {}

    /** Go's error, with the line where go-yaml names one. */
    public static String explain(YamlEngineException error) {
        if (error instanceof MarkedYamlEngineException marked) {
            return line(marked) + words(marked.getContext(), marked.getProblem());
        }
        return error instanceof YamlVersionException
                ? "found incompatible YAML document"
                : words("", String.valueOf(error.getMessage()));
    }

    private static String words(@org.jspecify.annotations.Nullable String context, String problem) {
        String inContext = context + ": " + problem;
        String best = "";
        for (String start : WORDS.keySet()) {
            if (start.length() > best.length() && (problem.startsWith(start) || inContext.startsWith(start))) {
                best = start;
            }
        }
        return best.isEmpty() ? problem : WORDS.getOrDefault(best, problem);
    }

    /**
     * Lines count from zero in go-yaml's marks, and its scanner adds one where its parser forgets to. At the end of the
     * stream both have moved on to the next line, and a zero is no line at all.
     */
    private static String line(MarkedYamlEngineException error) {
        boolean parser = error instanceof ParserException;
        boolean atEnd = parser || error.getProblem().startsWith("could not find expected");
        int line = line(error.getProblemMark(), atEnd);
        if (line != 0) {
            return "line " + (parser ? line : line + 1) + ": ";
        }
        int context = line(error.getContextMark(), false);
        return context == 0 ? "" : "line " + context + ": ";
    }

    private static int line(Optional<Mark> mark, boolean forceNewLine) {
        return mark.map(at -> at.getLine()
                        + (forceNewLine && at.getPointer() >= at.getBuffer().length && at.getColumn() > 0 ? 1 : 0))
                .orElse(0);
    }
}
