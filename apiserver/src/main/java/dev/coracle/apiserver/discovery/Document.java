package dev.coracle.apiserver.discovery;

import dev.coracle.machinery.text.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A ready answer: bytes that do not change, shared by all requests; never write into them. */
public final class Document {
    private final String contentType;
    private final byte[] bytes;
    private final boolean gzipped;
    private final @Nullable String etag;
    private final @Nullable String cacheControl;

    private Document(
            String contentType, byte[] bytes, boolean gzipped, @Nullable String etag, @Nullable String cacheControl) {
        this.contentType = contentType;
        this.bytes = bytes;
        this.gzipped = gzipped;
        this.etag = etag;
        this.cacheControl = cacheControl;
    }

    /** A document without an ETag. */
    public static Document plain(String contentType, byte[] bytes) {
        return new Document(contentType, bytes, false, null, null);
    }

    /** A document whose ETag is the hash of its bytes. */
    public static Document tagged(String contentType, byte[] bytes) {
        return new Document(contentType, bytes, false, quote(ContentHash.of(bytes)), null);
    }

    /** A document kept compressed, with the hash of what it expands to. */
    public static Document compressed(String contentType, byte[] gzip, String hash) {
        return new Document(contentType, gzip, true, quote(hash), null);
    }

    /** This document, asked for under an address that holds its hash: it may be cached for ever. */
    public Document forever() {
        return new Document(contentType, bytes, gzipped, etag, "public, immutable");
    }

    public String contentType() {
        return contentType;
    }

    /** In double quotes, as the header wants it. */
    public Optional<String> etag() {
        return Optional.ofNullable(etag);
    }

    /** The same in another encoding. */
    public Document as(String otherType, byte[] otherBytes) {
        return new Document(
                otherType, otherBytes, false, etag == null ? null : quote(ContentHash.of(otherBytes)), cacheControl);
    }

    /** This document, which anybody may keep who asks each time whether it is the newest. */
    Document shared() {
        return new Document(contentType, bytes, gzipped, etag, "public");
    }

    /** What the {@code Cache-Control} header says; empty when it is that of every other answer. */
    public Optional<String> cacheControl() {
        return Optional.ofNullable(cacheControl);
    }

    /** Whether an {@code If-None-Match} header names this document: the answer is then 304. */
    public boolean matches(@Nullable String ifNoneMatch) {
        if (etag == null || ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",", -1)) {
            String tag = candidate.strip();
            if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }

    /** The bytes as gzip, when they are kept so: to be sent with {@code Content-Encoding: gzip} to who accepts it. */
    public Optional<byte[]> gzip() {
        return gzipped ? Optional.of(bytes) : Optional.empty();
    }

    /** The bytes to send without a content encoding. */
    public byte[] body() {
        if (!gzipped) {
            return bytes;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("a document of the build is damaged", e);
        }
    }

    private static String quote(String hash) {
        return '"' + hash + '"';
    }
}
