package dev.coracle.machinery.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.gotext.MalformedException;
import java.io.IOException;

/** Parsers of request bodies, as lenient and as strict as Go's. The factory is immutable, so sharing it shares no state. */
final class JsonBodies {
    /** Nesting of a body, as encoding/json has it: all of it may be skipped without a stack. */
    private static final int MAX_DEPTH = 10_000;

    /** Nesting of what becomes a tree, whose walks are recursive; no object of the API comes near this. */
    private static final int MAX_TREE_DEPTH = 500;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonBodies() {}

    /** @throws MalformedException when the body is in an encoding that the parser would guess and Go would not */
    static JsonParser parser(byte[] body) throws IOException {
        boolean odd = body.length > 1 && (body[0] <= 0 || body[1] == 0);
        if (odd) {
            String error = JsonSyntax.explain(body);
            if (error != null) {
                throw new MalformedException(error);
            }
        }
        return FACTORY.createParser(body);
    }

    static void checkDepth(int depth) throws MalformedException {
        if (depth > MAX_TREE_DEPTH) {
            throw new MalformedException("exceeded max depth of " + MAX_TREE_DEPTH);
        }
    }

    static String parseError(byte[] body, String otherwise) {
        String error = JsonSyntax.explain(body);
        return error == null ? otherwise : error;
    }
}
