package dev.coracle.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.dns.AbstractDnsOptPseudoRrRecord;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryEncoder;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The client's side of the wire, by Netty's own DNS codec, which shares no code with the server's. */
final class Wire {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 1);
    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 2);

    private Wire() {}

    /** A query's bytes; payload 0 leaves EDNS out. */
    static byte[] query(int id, String name, DnsRecordType type, int payload) {
        DatagramDnsQuery query = new DatagramDnsQuery(CLIENT, SERVER, id);
        query.setRecursionDesired(true);
        query.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(name, type));
        if (payload > 0) {
            query.addRecord(DnsSection.ADDITIONAL, new AbstractDnsOptPseudoRrRecord(payload, 0, 0) {});
        }
        EmbeddedChannel channel = new EmbeddedChannel(new DatagramDnsQueryEncoder());
        channel.writeOutbound(query);
        DatagramPacket packet = channel.readOutbound();
        byte[] bytes = bytes(packet.content());
        packet.release();
        channel.finishAndReleaseAll();
        return bytes;
    }

    static DnsResponse response(byte[] message) {
        EmbeddedChannel channel = new EmbeddedChannel(new DatagramDnsResponseDecoder());
        channel.writeInbound(new DatagramPacket(Unpooled.wrappedBuffer(message), CLIENT, SERVER));
        DnsResponse response = channel.readInbound();
        channel.finish();
        return response;
    }

    /**
     * Where a message ends if every record its header counts is there. For messages with questions that Netty's decoder
     * cannot print.
     */
    static int endOf(byte[] message) {
        ByteBuf bytes = Unpooled.wrappedBuffer(message);
        int questions = bytes.getUnsignedShort(4);
        int records = bytes.getUnsignedShort(6) + bytes.getUnsignedShort(8) + bytes.getUnsignedShort(10);
        bytes.skipBytes(12);
        for (int i = 0; i < questions + records; i++) {
            for (int length = bytes.readUnsignedByte(); length != 0; length = bytes.readUnsignedByte()) {
                if (length >= 0xC0) {
                    bytes.skipBytes(1);
                    break;
                }
                bytes.skipBytes(length);
            }
            bytes.skipBytes(i < questions ? 4 : 8);
            if (i >= questions) {
                bytes.skipBytes(bytes.readUnsignedShort());
            }
        }
        return bytes.readerIndex();
    }

    static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    /** Records the way {@link ResourceRecord#toString} prints them. */
    static List<String> records(DnsResponse response, DnsSection section) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < response.count(section); i++) {
            DnsRecord record = response.recordAt(section, i);
            if (!record.type().equals(DnsRecordType.OPT)) {
                records.add(record.name() + " " + record.timeToLive() + " IN "
                        + record.type().name() + " " + data(record));
            }
        }
        return records;
    }

    private static String data(DnsRecord record) {
        if (record instanceof DnsPtrRecord ptr) {
            return ptr.hostname();
        }
        ByteBuf content = ((DnsRawRecord) record).content();
        if (record.type().equals(DnsRecordType.A) || record.type().equals(DnsRecordType.AAAA)) {
            return NetUtil.bytesToIpAddress(bytes(content));
        }
        if (record.type().equals(DnsRecordType.SRV)) {
            String numbers =
                    content.readUnsignedShort() + " " + content.readUnsignedShort() + " " + content.readUnsignedShort();
            return numbers + " " + DefaultDnsRecordDecoder.decodeName(content);
        }
        if (record.type().equals(DnsRecordType.CNAME) || record.type().equals(DnsRecordType.NS)) {
            return DefaultDnsRecordDecoder.decodeName(content);
        }
        if (record.type().equals(DnsRecordType.SOA)) {
            return DefaultDnsRecordDecoder.decodeName(content) + " " + DefaultDnsRecordDecoder.decodeName(content) + " "
                    + content.readUnsignedInt();
        }
        return content.toString();
    }
}
