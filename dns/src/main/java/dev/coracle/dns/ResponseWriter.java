package dev.coracle.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one response. Names repeat earlier ones by pointer (RFC 1035, 4.1.4), except in SRV targets, which must be
 * whole (RFC 2782). Records that do not fit stay out; if they are answers the response says so (TC). For one response
 * on one thread.
 *
 * <p>netty-codec-dns is not used for this: its encoder neither compresses nor truncates, and its decoder throws away the
 * id that an answer to a malformed query needs.
 */
final class ResponseWriter {
    private static final int RESPONSE = 0x8000;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int TRUNCATED = 0x0200;
    /** What a response repeats of the query's flags: opcode, recursion desired, checking disabled. */
    private static final int REPEATED = 0x7910;

    private static final int CODE_BITS = 4;
    private static final int CODE_MASK = 0xF;
    private static final int POINTER = 0xC000;
    private static final int MAX_POINTER = 0x3FFF;
    private static final int OPT_SIZE = 11;
    private static final int CLASS_IN = 1;
    private static final int DNSSEC_OK = 0x8000;

    private final Query query;
    private final ByteBuf out;
    private final int limit;
    private @Nullable Map<String, Integer> offsets;

    /** The limit is the largest message in octets. */
    ResponseWriter(Query query, ByteBuf out, int limit) {
        this.query = query;
        this.out = out;
        this.limit = query.edns() == null ? limit : limit - OPT_SIZE;
    }

    /** {@code first} is the answer to begin with, for spreading clients over the addresses of a headless Service. */
    void write(Answer answer, int first) {
        int start = out.writerIndex();
        int question = query.questionEnd() - QueryParser.HEADER;
        out.writeZero(QueryParser.HEADER);
        out.writeBytes(query.message(), QueryParser.HEADER, question);
        int answers = writeRecords(start, answer.answers(), first);
        boolean truncated = answers < answer.answers().size();
        int authority = truncated ? 0 : writeRecords(start, answer.authority(), 0);
        int additional = truncated ? 0 : writeRecords(start, answer.additional(), 0);
        int code = answer.code().intValue();
        if (query.edns() != null) {
            writeOpt(query.edns(), code >> CODE_BITS);
            additional++;
        }
        out.setShort(start, query.id());
        out.setShort(
                start + 2,
                RESPONSE
                        | (query.flags() & REPEATED)
                        | (answer.authoritative() ? AUTHORITATIVE : 0)
                        | (truncated ? TRUNCATED : 0)
                        | (code & CODE_MASK));
        out.setShort(start + 4, query.hasQuestion() ? 1 : 0);
        out.setShort(start + 6, answers);
        out.setShort(start + 8, authority);
        out.setShort(start + 10, additional);
    }

    /** How many were written before one did not fit. */
    private int writeRecords(int start, List<ResourceRecord> records, int first) {
        int size = records.size();
        for (int i = 0; i < size; i++) {
            int before = out.writerIndex();
            writeRecord(start, records.get((first + i) % size));
            if (out.writerIndex() - start > limit) {
                out.writerIndex(before);
                return i;
            }
        }
        return size;
    }

    private void writeRecord(int start, ResourceRecord record) {
        if (record.owner().equals(query.name()) && query.hasQuestion()) {
            out.writeShort(POINTER | QueryParser.HEADER);
        } else {
            writeName(start, record.owner(), true);
        }
        out.writeShort(record.type().intValue());
        out.writeShort(CLASS_IN);
        out.writeInt(record.ttl());
        int lengthAt = out.writerIndex();
        out.writeShort(0);
        writeData(start, record);
        out.setShort(lengthAt, out.writerIndex() - lengthAt - 2);
    }

    private void writeData(int start, ResourceRecord record) {
        if (record.data() instanceof ResourceRecord.Address address) {
            out.writeBytes(address.bytes());
        } else if (record.data() instanceof ResourceRecord.Srv srv) {
            out.writeShort(0);
            out.writeShort(srv.weight());
            out.writeShort(srv.port());
            writeName(start, srv.target(), false);
        } else if (record.data() instanceof ResourceRecord.Name name) {
            writeName(start, name.target(), true);
        } else if (record.data() instanceof ResourceRecord.Text text) {
            out.writeByte(text.text().length());
            out.writeCharSequence(text.text(), StandardCharsets.US_ASCII);
        } else if (record.data() instanceof ResourceRecord.Soa soa) {
            writeName(start, soa.primary(), true);
            writeName(start, soa.mailbox(), true);
            out.writeInt(soa.serial());
            out.writeInt(ResourceRecord.Soa.REFRESH);
            out.writeInt(ResourceRecord.Soa.RETRY);
            out.writeInt(ResourceRecord.Soa.EXPIRE);
            out.writeInt(record.ttl());
        }
    }

    private void writeName(int start, String name, boolean compress) {
        Map<String, Integer> known = offsets();
        int at = 0;
        while (at < name.length()) {
            String rest = name.substring(at);
            Integer offset = known.get(rest);
            if (offset != null && compress) {
                out.writeShort(POINTER | offset);
                return;
            }
            int here = out.writerIndex() - start;
            if (offset == null && here <= MAX_POINTER) {
                known.put(rest, here);
            }
            int dot = rest.indexOf('.');
            int length = dot < 0 ? rest.length() : dot;
            out.writeByte(length);
            out.writeCharSequence(rest.substring(0, length), StandardCharsets.US_ASCII);
            at += length + 1;
        }
        out.writeByte(0);
    }

    /** Where names already stand. The question's are there if they are spelled in lower case, as ours are. */
    private Map<String, Integer> offsets() {
        if (offsets == null) {
            offsets = new HashMap<>();
            if (query.hasQuestion() && isLowerCase()) {
                String name = query.name();
                int at = 0;
                while (at >= 0 && at < name.length()) {
                    offsets.put(name.substring(at), QueryParser.HEADER + at);
                    int dot = name.indexOf('.', at);
                    at = dot < 0 ? -1 : dot + 1;
                }
            }
        }
        return offsets;
    }

    private boolean isLowerCase() {
        for (int i = QueryParser.HEADER; i < query.questionEnd() - 5; i++) {
            byte octet = query.message().getByte(i);
            if (octet >= 'A' && octet <= 'Z') {
                return false;
            }
        }
        return true;
    }

    /** RFC 6891: the owner is the root, the class the payload size, the TTL the upper bits of the code and the flags. */
    private void writeOpt(Query.Edns edns, int extendedCode) {
        out.writeByte(0);
        out.writeShort(DnsRecordType.OPT.intValue());
        out.writeShort(Math.max(edns.payloadSize(), Responder.MIN_UDP_PAYLOAD));
        out.writeByte(extendedCode);
        out.writeByte(0);
        out.writeShort(edns.flags() & DNSSEC_OK);
        out.writeShort(0);
    }

    /** A response code alone. */
    void writeFailure(DnsResponseCode code) {
        write(Answer.failure(code), 0);
    }
}
