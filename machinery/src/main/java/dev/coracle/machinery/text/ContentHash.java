package dev.coracle.machinery.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash upstream uses for ETags and in OpenAPI's addresses. */
public final class ContentHash {
    private ContentHash() {}

    /** SHA-512 in upper-case hexadecimal. */
    public static String of(byte[] bytes) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }
}
