package dev.coracle.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of one query. Trusts nothing: every length is checked before it is used, names in questions must not
 * point elsewhere, and what is wrong becomes a response code. Stateless.
 */
final class QueryParser {
    static final int HEADER = 12;
    private static final int MAX_WIRE_NAME = 255;
    private static final int CLASS_IN = 1;
    private static final int OPCODE_SHIFT = 11;
    private static final int OPCODE_MASK = 0xF;
    private static final int RESPONSE_FLAG = 0x8000;
    private static final int IXFR = 251;
    private static final int POINTER = 0xC0;
    private static final int FIXED_RECORD_PART = 10;
    private static final int NEVER_MATCHES = 0;
    private static final DnsResponseCode BADVERS = DnsResponseCode.BADVERS_OR_BADSIG;

    private QueryParser() {}

    /** The query, or null if the message deserves no answer: too short for an id, or an answer itself. */
    static @Nullable Query parse(ByteBuf message) {
        if (message.readableBytes() < HEADER) {
            return null;
        }
        int start = message.readerIndex();
        ByteBuf bytes = start == 0 ? message : message.slice();
        int flags = bytes.getUnsignedShort(2);
        if ((flags & RESPONSE_FLAG) != 0) {
            return null;
        }
        if (((flags >> OPCODE_SHIFT) & OPCODE_MASK) != DnsOpCode.QUERY.byteValue()) {
            return failed(bytes, HEADER, DnsResponseCode.NOTIMP);
        }
        if (bytes.getUnsignedShort(4) != 1) {
            return failed(bytes, HEADER, DnsResponseCode.FORMERR);
        }
        return parseQuestion(bytes);
    }

    private static Query parseQuestion(ByteBuf bytes) {
        int nameEnd = skipLabels(bytes, HEADER);
        if (nameEnd < 0 || nameEnd - HEADER > MAX_WIRE_NAME || nameEnd + 4 > bytes.writerIndex()) {
            return failed(bytes, HEADER, DnsResponseCode.FORMERR);
        }
        int end = nameEnd + 4;
        Extension extension = extension(bytes, end);
        if (extension instanceof Extension.Broken broken) {
            return failed(bytes, end, broken.code());
        }
        Query.Edns edns = extension instanceof Extension.Found found ? found.edns() : null;
        int type = bytes.getUnsignedShort(nameEnd);
        boolean transfer = type == IXFR || type == DnsRecordType.AXFR.intValue();
        boolean refused = transfer || bytes.getUnsignedShort(nameEnd + 2) != CLASS_IN;
        return new Query(
                bytes,
                bytes.getUnsignedShort(0),
                bytes.getUnsignedShort(2),
                refused ? DnsResponseCode.REFUSED : null,
                end,
                name(bytes),
                DnsRecordType.valueOf(type),
                edns);
    }

    private static Query failed(ByteBuf bytes, int questionEnd, DnsResponseCode failure) {
        // A version of EDNS that is not spoken here is answered in the one that is.
        Query.Edns edns = failure.equals(BADVERS) ? new Query.Edns(0, 0) : null;
        return new Query(
                bytes,
                bytes.getUnsignedShort(0),
                bytes.getUnsignedShort(2),
                failure,
                questionEnd,
                "",
                DnsRecordType.ANY,
                edns);
    }

    /** The index after the name, or -1 if it is not whole or points elsewhere. */
    private static int skipLabels(ByteBuf bytes, int from) {
        int at = from;
        while (at < bytes.writerIndex()) {
            int length = bytes.getUnsignedByte(at);
            if (length == 0) {
                return at + 1;
            }
            if (length > DomainNames.MAX_LABEL) {
                return -1;
            }
            at += 1 + length;
        }
        return -1;
    }

    private static String name(ByteBuf bytes) {
        byte[] text = new byte[MAX_WIRE_NAME];
        int size = 0;
        int at = HEADER;
        for (int length = bytes.getByte(at); length != 0; length = bytes.getByte(at)) {
            if (size > 0) {
                text[size++] = '.';
            }
            for (int i = 1; i <= length; i++) {
                text[size++] = lower(bytes.getByte(at + i));
            }
            at += 1 + length;
        }
        return new String(text, 0, size, StandardCharsets.ISO_8859_1);
    }

    private static byte lower(byte octet) {
        if (octet >= 'A' && octet <= 'Z') {
            return (byte) (octet + ('a' - 'A'));
        }
        return octet <= ' ' || octet == '.' ? NEVER_MATCHES : octet;
    }

    /** What a query says of EDNS (RFC 6891). */
    private sealed interface Extension {
        record None() implements Extension {}

        record Found(Query.Edns edns) implements Extension {}

        /** The query fails with {@code code}. */
        record Broken(DnsResponseCode code) implements Extension {}
    }

    private static Extension extension(ByteBuf bytes, int from) {
        int others = bytes.getUnsignedShort(6) + bytes.getUnsignedShort(8);
        int records = others + bytes.getUnsignedShort(10);
        Query.Edns found = null;
        int at = from;
        for (int i = 0; i < records; i++) {
            int nameAt = at;
            at = skipName(bytes, at);
            if (at < 0 || at + FIXED_RECORD_PART > bytes.writerIndex()) {
                return new Extension.Broken(DnsResponseCode.FORMERR);
            }
            int fixed = at;
            at += FIXED_RECORD_PART + bytes.getUnsignedShort(fixed + 8);
            if (at > bytes.writerIndex()) {
                return new Extension.Broken(DnsResponseCode.FORMERR);
            }
            if (i >= others && bytes.getUnsignedShort(fixed) == DnsRecordType.OPT.intValue()) {
                if (found != null || bytes.getByte(nameAt) != 0) {
                    return new Extension.Broken(DnsResponseCode.FORMERR);
                }
                if (bytes.getUnsignedByte(fixed + 5) != 0) {
                    return new Extension.Broken(BADVERS);
                }
                found = new Query.Edns(bytes.getUnsignedShort(fixed + 2), bytes.getUnsignedShort(fixed + 6));
            }
        }
        return found == null ? new Extension.None() : new Extension.Found(found);
    }

    /** Like {@link #skipLabels}, but a pointer may end the name; it is not followed. */
    private static int skipName(ByteBuf bytes, int from) {
        int at = from;
        while (at < bytes.writerIndex()) {
            int length = bytes.getUnsignedByte(at);
            if (length == 0) {
                return at + 1;
            }
            if ((length & POINTER) == POINTER) {
                return at + 2;
            }
            if (length > DomainNames.MAX_LABEL) {
                return -1;
            }
            at += 1 + length;
        }
        return -1;
    }
}
