package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.gotext.GoJson;
import java.util.List;

/** The difference of two specs for a person to read, in upstream's form: a diff of its internal types as indented JSON. */
public final class SpecDiff {
    private static final int CONTEXT = 3;

    /** No person reads further, and the search for equal lines is slower than linear. */
    private static final int MAX_LINES = 10_000;

    private SpecDiff() {}

    /** How two values of an internal type such as {@code PodSpec} differ; empty where they are too large to say it. */
    public static String of(String type, JsonNode before, JsonNode after) {
        List<String> old = GoJson.lines(InternalForm.stored(type, before));
        List<String> now = GoJson.lines(InternalForm.stored(type, after));
        return Math.max(old.size(), now.size()) > MAX_LINES ? "" : UnifiedDiff.of(old, now, CONTEXT);
    }
}
