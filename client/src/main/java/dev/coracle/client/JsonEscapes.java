package dev.coracle.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns a stream of JSON in UTF-8, piece by piece, into one of ASCII that means the same. What is no UTF-8 becomes U+FFFD.
 * Confined to the stream's reader.
 */
final class JsonEscapes {
    private static final int LONGEST_CHARACTER = 4;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    /** The beginning of a character whose rest is in the next piece; ready to be read. */
    private ByteBuffer cut = ByteBuffer.allocate(0);

    /** The piece as ASCII, itself if it is that already. */
    ByteBuffer escape(ByteBuffer piece) {
        if (!cut.hasRemaining() && isAscii(piece)) {
            return piece;
        }
        ByteBuffer in = ByteBuffer.allocate(cut.remaining() + piece.remaining())
                .put(cut)
                .put(piece)
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + LONGEST_CHARACTER);
        decoder.decode(in, out, false);
        cut = in;
        return ascii(out.flip());
    }

    private static boolean isAscii(ByteBuffer piece) {
        for (int i = piece.position(); i < piece.limit(); i++) {
            if (piece.get(i) < 0) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer ascii(CharBuffer text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 * text.remaining());
        while (text.hasRemaining()) {
            char c = text.get();
            if (c < 0x80) {
                out.write(c);
                continue;
            }
            out.write('\\');
            out.write('u');
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.write(HEX[c >> shift & 0xf]);
            }
        }
        return ByteBuffer.wrap(out.toByteArray());
    }
}
