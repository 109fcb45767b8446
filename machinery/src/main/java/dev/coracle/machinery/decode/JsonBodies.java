package dev.coracle.machinery.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.gotext.MalformedException;
import dev.coracle.machinery.tree.ClientJson;
import java.io.IOException;

/** Parsers of request bodies, as lenient and as strict as Go's. The factory keeps no names, so sharing it shares no state. */
final class JsonBodies {
    /** Nesting of a body, as encoding/json has it: all of it may be skipped without a stack. */
    private static final int MAX_DEPTH = 10_000;

    private static final JsonFactory FACTORY = ClientJson.factory()
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

    static String parseError(byte[] body, String otherwise) {
        String error = JsonSyntax.explain(body);
        return error == null ? otherwise : error;
    }
}
