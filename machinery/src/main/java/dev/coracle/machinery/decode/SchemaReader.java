package dev.coracle.machinery.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import dev.coracle.machinery.gotext.MalformedException;
import dev.coracle.machinery.protobuf.ProtobufException;
import dev.coracle.machinery.protobuf.ProtobufReader;
import dev.coracle.machinery.protobuf.ProtobufTable;
import dev.coracle.machinery.schema.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads bodies of every format into trees that fit a schema. Immutable, but for a table that is read when first needed. */
final class SchemaReader {
    private static final byte[] PROTOBUF_PREFIX = {'k', '8', 's', 0};

    /** Made by the first protobuf body: most servers never see one. */
    private volatile @Nullable ProtobufReader protobuf;

    private final Supplier<ProtobufTable> fieldNumbers;

    SchemaReader(Supplier<ProtobufTable> fieldNumbers) {
        this.fieldNumbers = fieldNumbers;
    }

    ObjectNode read(byte[] body, BodyFormat format, DecodeTarget target, DecodeErrors findings)
            throws MalformedException {
        return switch (format) {
            case JSON -> readJson(body, target, findings);
            case YAML -> readYaml(body, target, findings);
            case PROTOBUF -> readProtobuf(body, target, findings);
        };
    }

    private ObjectNode readJson(byte[] body, DecodeTarget target, DecodeErrors findings) throws MalformedException {
        try (JsonParser parser = JsonBodies.parser(body)) {
            ObjectNode object = new TypedReader(parser, findings).read(target.schema());
            if (parser.nextToken() != null) {
                throw new MalformedException(JsonBodies.parseError(body, "invalid data after top-level value"));
            }
            return orEmpty(object);
        } catch (MalformedException e) {
            throw new MalformedException(prefixed(e.getMessage()));
        } catch (JsonProcessingException e) {
            throw new MalformedException(prefixed(JsonBodies.parseError(body, e.getOriginalMessage())));
        } catch (IOException e) {
            // Jackson reports what it cannot decode as UTF-8 this way; the source is an array, so nothing was read.
            throw new MalformedException(prefixed(JsonBodies.parseError(body, String.valueOf(e.getMessage()))));
        }
    }

    private ObjectNode readProtobuf(byte[] body, DecodeTarget target, DecodeErrors findings) throws MalformedException {
        if (body.length == 0) {
            throw new MalformedException("empty data");
        }
        if (Arrays.equals(body, PROTOBUF_PREFIX)) {
            throw new MalformedException("empty body");
        }
        try {
            return fit(protobuf().read(body, target.schema().name()), target.schema(), findings);
        } catch (ProtobufException e) {
            String message = String.valueOf(e.getMessage());
            throw new MalformedException(message.contains("ended unexpectedly") ? "unexpected EOF" : message);
        }
    }

    private ProtobufReader protobuf() {
        ProtobufReader reader = protobuf;
        if (reader == null) {
            reader = new ProtobufReader(fieldNumbers.get());
            protobuf = reader;
        }
        return reader;
    }

    /** As upstream says what it is at. */
    static String prefixed(@Nullable String error) {
        return "couldn't get version/kind; json parse error: " + error;
    }

    private ObjectNode readYaml(byte[] body, DecodeTarget target, DecodeErrors findings) throws MalformedException {
        JsonNode tree = new YamlReader(findings).read(body);
        try {
            return fit(tree, target.schema(), findings);
        } catch (MalformedException e) {
            throw new MalformedException(prefixed(e.getMessage()));
        }
    }

    /** A tree that is there already, as its schema wants it. */
    static ObjectNode fit(JsonNode tree, Schema schema, DecodeErrors findings) throws MalformedException {
        try (JsonParser parser = new TreeTraversingParser(tree)) {
            return orEmpty(new TypedReader(parser, findings).read(schema));
        } catch (MalformedException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("a tree cannot fail to be read", e);
        }
    }

    private static ObjectNode orEmpty(@Nullable ObjectNode object) {
        return object == null ? JsonNodeFactory.instance.objectNode() : object;
    }
}
