package dev.coracle.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the characters of a watch's events that are not ASCII as JSON's escapes. fabric8 (7.8.0) decodes each piece of a
 * watch's stream by itself and takes the whole array behind the decoded characters: a character that is cut in two is
 * lost, and each further byte of one that is not ASCII adds a NUL to the end of the piece, so that the event cannot be
 * read and the watch breaks. In JSON such characters are found in strings only, where an escape means the same.
 */
final class AsciiWatches implements Interceptor {
    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        String query = request.uri().getRawQuery();
        return query != null && query.contains("watch=true") ? new Escaping(consumer) : consumer;
    }

    /** One stream. Its pieces come one after another. */
    private record Escaping(AsyncBody.Consumer<List<ByteBuffer>> next, JsonEscapes escapes)
            implements AsyncBody.Consumer<List<ByteBuffer>> {
        Escaping(AsyncBody.Consumer<List<ByteBuffer>> next) {
            this(next, new JsonEscapes());
        }

        @Override
        public void consume(List<ByteBuffer> pieces, AsyncBody body) throws Exception {
            List<ByteBuffer> escaped = new ArrayList<>(pieces.size());
            for (ByteBuffer piece : pieces) {
                escaped.add(escapes.escape(piece));
            }
            next.consume(escaped, body);
        }
    }
}
