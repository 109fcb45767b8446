package dev.coracle.machinery.decode;

import com.fasterxml.jackson.core.JsonParser;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.gotext.MalformedException;
import dev.coracle.machinery.gotext.Utf8;
import dev.coracle.machinery.json.JsonCodec;
import java.io.IOException;

/** Parsers of request bodies, as lenient and as strict as Go's. Stateless. */
final class JsonBodies {
    private JsonBodies() {}

    /**
     * A parser that reads bytes which are not UTF-8 as Go does: as U+FFFD, each of them.
     *
     * @throws MalformedException when the body is in an encoding that the parser would guess and Go would not
     */
    static JsonParser parser(byte[] body) throws IOException {
        boolean odd = body.length > 1 && (body[0] <= 0 || body[1] == 0);
        if (odd) {
            String error = JsonSyntax.explain(body);
            if (error != null) {
                throw new MalformedException(error);
            }
        }
        return JsonCodec.parser(Utf8.valid(body));
    }

    static String parseError(byte[] body, String otherwise) {
        String error = JsonSyntax.explain(body);
        return error == null ? otherwise : error;
    }
}
