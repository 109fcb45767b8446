package dev.coracle.machinery.decode;

import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was wrong with one document. Go's decoder reports one type error but all strict ones, up to a bound. */
final class DecodeErrors {
    /** As many strict errors as sigs.k8s.io/json collects. */
    private static final int MAX_STRICT = 100;

    /** Characters of errors, found anew or again, after which no more are looked at: far more than anybody reads. */
    private static final int MAX_PRINTED = 1 << 20;

    private final Set<String> strict = new LinkedHashSet<>();
    private final List<String> repeatedKeys = new ArrayList<>();
    private @Nullable String typeError;
    private @Nullable String fatal;
    private @Nullable String conversionError;
    private final boolean wraps;
    private int muted;
    private int printed;

    DecodeErrors() {
        this(false);
    }

    private DecodeErrors(boolean wraps) {
        this.wraps = wraps;
    }

    /** Of an object that upstream's unstructured converter takes over: what a field is too small for is cut off. */
    static DecodeErrors ofConversion() {
        return new DecodeErrors(true);
    }

    boolean wraps() {
        return wraps;
    }

    /** Strict errors are not collected until {@link #unmute}: below, upstream's strict decoder does not see. */
    void mute() {
        muted++;
    }

    void unmute() {
        muted--;
    }

    void unknownField(String name, DecodePath place) {
        strict("unknown field \"", name, place);
    }

    void duplicateField(String name, DecodePath place) {
        strict("duplicate field \"", name, place);
    }

    private void strict(String what, String name, DecodePath place) {
        if (muted > 0 || strict.size() >= MAX_STRICT || printed > MAX_PRINTED || place.isWhereLastShown(name)) {
            return;
        }
        String error = what + place.strictPath(name) + "\"";
        printed += error.length();
        strict.add(error);
    }

    /** A key that a map in YAML holds twice, found before the walk. */
    void repeatedKey(String error) {
        if (printed <= MAX_PRINTED) {
            printed += error.length();
            repeatedKeys.add(error);
        }
    }

    /** A value of another JSON type than the field's. Go keeps the first and decodes on. */
    void mismatch(String value, Schema schema, DecodePath place) {
        if (typeError == null) {
            String path = place.goPath();
            typeError = "json: cannot unmarshal " + value + " into Go "
                    + (path.isEmpty() ? "value" : "struct field " + place.structName() + "." + path) + " of type "
                    + schema.goType();
            conversionError = Conversions.error(value, schema);
        }
    }

    /** Another fault of a value, after which Go decodes on too. */
    void fault(String message) {
        if (typeError == null) {
            typeError = message;
            conversionError = "error decoding from json: " + message;
        }
    }

    /** A value its own type refuses, such as a quantity; Go stops there, whatever it noted before. */
    void fatal(String message) {
        fatal(message, message);
    }

    /** As {@link #mismatch}, found by a type that decodes itself. */
    void fatalMismatch(String value, String goType, DecodePath place) {
        String start = "json: cannot unmarshal " + value + " into Go ";
        fatal(
                start + "struct field " + place.structName() + "." + place.goPath() + " of type " + goType,
                start + "value of type " + goType);
    }

    private void fatal(String message, String conversion) {
        if (fatal == null) {
            fatal = message;
            if (conversionError == null) {
                conversionError = conversion;
            }
        }
    }

    /** The error that makes the document undecodable; null when there is none. */
    @Nullable
    String error() {
        return fatal != null ? fatal : typeError;
    }

    /** The same error in the words of the converter that a strategic merge patch ends in, which stops at the first. */
    @Nullable
    String conversionError() {
        return conversionError;
    }

    boolean isStrict() {
        return !strict.isEmpty() || !repeatedKeys.isEmpty();
    }

    /** All strict errors as a refusal lists them: what YAML found is one. */
    List<String> strictErrors(boolean inOrder) {
        List<String> all = new ArrayList<>();
        if (!repeatedKeys.isEmpty()) {
            all.add(repeatedKeys());
        }
        all.addAll(inOrder ? sorted() : strict);
        return all;
    }

    /** The same as warnings: what YAML found is one for each key. */
    List<String> warnings(boolean inOrder) {
        List<String> all = new ArrayList<>(repeatedKeys);
        all.addAll(inOrder ? sorted() : strict);
        return all;
    }

    private String repeatedKeys() {
        return "yaml: unmarshal errors:\n  " + String.join("\n  ", repeatedKeys);
    }

    /** The strict errors of a custom resource: repeated fields first, then unknown ones in order, metadata's in front. */
    private List<String> sorted() {
        List<String> sorted = new ArrayList<>(strict);
        sorted.sort(Comparator.comparingInt(DecodeErrors::rank)
                .thenComparing(error -> error.startsWith("duplicate") ? "" : error));
        return sorted;
    }

    private static int rank(String error) {
        return !error.startsWith("unknown") ? 0 : error.startsWith("unknown field \"metadata.") ? 1 : 2;
    }
}
