package dev.coracle.apiserver.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a long answer piece by piece: no further piece while the client has not taken what was written, and other
 * requests get their turn between pieces. Confined to the response's event loop.
 */
final class PartsWriter {
    static final int CHUNK_BYTES = 256 * 1024;

    private static final ByteRange NEWLINE = ByteRange.of(new byte[] {'\n'});

    private final HttpServerResponse response;
    private final Context context;
    private final Iterator<ByteRange> parts;
    private final boolean newline;
    private final ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    private final @Nullable Gzip gzip;

    PartsWriter(HttpServerResponse response, Context context, Iterator<ByteRange> parts, boolean zip, boolean newline) {
        this.response = response;
        this.context = context;
        this.parts = parts;
        this.newline = newline;
        this.gzip = zip ? Gzip.over(zipped) : null;
    }

    void start() {
        response.drainHandler(ignored -> next());
        next();
    }

    private void next() {
        if (response.closed() || response.ended()) {
            return;
        }
        Buffer chunk = Buffer.buffer(CHUNK_BYTES);
        int read = 0;
        while (parts.hasNext() && read < CHUNK_BYTES) {
            ByteRange part = parts.next();
            read += part.length();
            append(chunk, part);
        }
        if (!parts.hasNext()) {
            if (newline) {
                append(chunk, NEWLINE);
            }
            finish(chunk);
            response.end(chunk);
            return;
        }
        response.write(chunk);
        if (!response.writeQueueFull()) {
            context.runOnContext(ignored -> next());
        }
    }

    private void append(Buffer chunk, ByteRange part) {
        if (gzip == null) {
            chunk.appendBytes(part.bytes(), part.offset(), part.length());
            return;
        }
        try {
            gzip.write(part.bytes(), part.offset(), part.length());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        chunk.appendBytes(zipped.toByteArray());
        zipped.reset();
    }

    private void finish(Buffer chunk) {
        if (gzip != null) {
            try {
                gzip.close();
            } catch (IOException e) {
                throw new UncheckedIOException("memory cannot be written to", e);
            }
            chunk.appendBytes(zipped.toByteArray());
        }
    }

    /** Level 1, as upstream's defaultGzipContentEncodingLevel. */
    private static final class Gzip extends GZIPOutputStream {
        private Gzip(ByteArrayOutputStream out) throws IOException {
            super(out, 16 * 1024);
            def.setLevel(Deflater.BEST_SPEED);
        }

        static Gzip over(ByteArrayOutputStream out) {
            try {
                return new Gzip(out);
            } catch (IOException e) {
                throw new UncheckedIOException("memory cannot be written to", e);
            }
        }
    }
}
