package dev.coracle.machinery.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Trees to JSON and back, and streams of tokens: the one place where readers and writers of JSON are set up. They are
 * immutable once built, so sharing them shares no state.
 */
public final class JsonCodec {
    /** Nesting of a stream of tokens, as encoding/json has it: all of it may be skipped without a stack. */
    private static final int MAX_DEPTH = 10_000;

    /** Nesting of a tree, whose walks are recursive. */
    private static final int MAX_TREE_DEPTH = 1_000;

    private static final JsonFactory TOKENS = factory(MAX_DEPTH);
    private static final ObjectMapper TREES = JsonMapper.builder(factory(MAX_TREE_DEPTH))
            .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .build();
    private static final ObjectReader WHOLE = TREES.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectWriter PRETTY = TREES.writer(prettyPrinter());

    private JsonCodec() {}

    /**
     * Whoever hands in bytes has bounded them already; a single string may take all of them. Names of fields are not kept
     * in a table that all bodies share: names made to collide would fill it up for whoever comes next.
     */
    private static JsonFactory factory(int maxDepth) {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** A tree of what somebody else wrote; the missing node if that is nothing at all. */
    public static JsonNode read(byte[] json) throws IOException {
        return TREES.readTree(json);
    }

    /** A tree of what somebody else wrote; the missing node if that is nothing at all. */
    public static JsonNode read(String json) throws JsonProcessingException {
        return TREES.readTree(json);
    }

    /** As {@link #read(byte[])}, but nothing may follow the value. */
    public static JsonNode readWhole(byte[] json) throws IOException {
        return WHOLE.readTree(json);
    }

    /** A tree of what a stream holds; the stream is closed. */
    public static JsonNode read(InputStream json) throws IOException {
        return TREES.readTree(json);
    }

    /** A tree of what we wrote ourselves. */
    public static JsonNode parse(byte[] json) {
        try {
            return TREES.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("what was written here is not JSON", e);
        }
    }

    public static byte[] write(JsonNode tree) {
        try {
            return TREES.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree cannot be written as JSON", e);
        }
    }

    /** As {@link #write}, indented as Go's {@code MarshalIndent} does. */
    public static byte[] pretty(JsonNode tree) {
        try {
            return PRETTY.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree cannot be written as JSON", e);
        }
    }

    private static DefaultPrettyPrinter prettyPrinter() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        return printer;
    }

    /** Tokens of a body of any depth. */
    public static JsonParser parser(byte[] json) throws IOException {
        return TOKENS.createParser(json);
    }

    /** Tokens of which some may be read as trees. */
    public static JsonParser parser(InputStream json) throws IOException {
        return TREES.createParser(json);
    }

    /** What {@link JsonNode#serialize} wants: for one who writes several trees into one stream. */
    public static SerializerProvider serializers() {
        return TREES.getSerializerProviderInstance();
    }

    /** Writes to a stream that stays open; trees can be written by {@link JsonGenerator#writeTree}. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return TREES.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }
}
