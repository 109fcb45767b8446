package dev.coracle.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import org.jspecify.annotations.Nullable;

/**
 * A message as far as it could be read. Immutable, but {@code message} is only valid while the message is handled.
 *
 * @param failure why there is nothing to look up, or null if there is
 * @param questionEnd where the question ends in the message; the header's end if it has none
 * @param name in lower case, without a trailing dot; octets no Kubernetes name has are spelled so that they never match
 * @param edns the EDNS record of the query, or null
 */
record Query(
        ByteBuf message,
        int id,
        int flags,
        @Nullable DnsResponseCode failure,
        int questionEnd,
        String name,
        DnsRecordType type,
        @Nullable Edns edns) {
    /** RFC 6891: the largest UDP payload the sender takes, and its flags (DO). */
    record Edns(int payloadSize, int flags) {}

    boolean hasQuestion() {
        return questionEnd > QueryParser.HEADER;
    }
}
