package dev.coracle.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Bytes compressed in memory. */
final class Gzip {
    private Gzip() {}

    /** Writes something into a compressing stream. */
    interface Content {
        void writeTo(GZIPOutputStream out) throws IOException;
    }

    static byte[] of(byte[] bytes) {
        return of(out -> out.write(bytes));
    }

    static byte[] of(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written but memory", e);
        }
        return bytes.toByteArray();
    }
}
