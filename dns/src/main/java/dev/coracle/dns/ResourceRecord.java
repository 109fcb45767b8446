package dev.coracle.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.NetUtil;

/** One record of the zone. Immutable. The owner is in lower case; the answer repeats the question's spelling. */
record ResourceRecord(String owner, DnsRecordType type, int ttl, Data data) {
    static ResourceRecord address(String owner, int ttl, String ip) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(ip);
        if (bytes == null) {
            throw new IllegalArgumentException("address \"" + ip + "\" of " + owner + " is not an IP address");
        }
        DnsRecordType type = bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
        return new ResourceRecord(owner, type, ttl, new Address(ip, bytes));
    }

    /** Priority is always 0, as CoreDNS has it. */
    static ResourceRecord srv(String owner, int ttl, int weight, int port, String target) {
        return new ResourceRecord(owner, DnsRecordType.SRV, ttl, new Srv(weight, port, target));
    }

    static ResourceRecord cname(String owner, int ttl, String target) {
        return new ResourceRecord(owner, DnsRecordType.CNAME, ttl, new Name(target));
    }

    static ResourceRecord ptr(String owner, int ttl, String target) {
        return new ResourceRecord(owner, DnsRecordType.PTR, ttl, new Name(target));
    }

    static ResourceRecord ns(String owner, int ttl, String target) {
        return new ResourceRecord(owner, DnsRecordType.NS, ttl, new Name(target));
    }

    static ResourceRecord txt(String owner, int ttl, String text) {
        return new ResourceRecord(owner, DnsRecordType.TXT, ttl, new Text(text));
    }

    static ResourceRecord soa(String zone, int ttl, int serial) {
        return new ResourceRecord(
                zone, DnsRecordType.SOA, ttl, new Soa("ns.dns." + zone, "hostmaster." + zone, serial));
    }

    /** As {@code dig} prints it. */
    @Override
    public String toString() {
        return owner + ". " + ttl + " IN " + type.name() + " " + data;
    }

    /** What follows the header of a record. */
    sealed interface Data {}

    /** A or AAAA; the bytes are not to be changed. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by text; the bytes only spare the parsing.
    record Address(String ip, byte[] bytes) implements Data {
        @Override
        public boolean equals(Object other) {
            return other instanceof Address address && address.ip.equals(ip);
        }

        @Override
        public int hashCode() {
            return ip.hashCode();
        }

        @Override
        public String toString() {
            return ip;
        }
    }

    record Srv(int weight, int port, String target) implements Data {
        @Override
        public String toString() {
            return "0 " + weight + " " + port + " " + target + ".";
        }
    }

    /** CNAME, PTR or NS. */
    record Name(String target) implements Data {
        @Override
        public String toString() {
            return target + ".";
        }
    }

    record Text(String text) implements Data {
        @Override
        public String toString() {
            return "\"" + text + "\"";
        }
    }

    /** Refresh, retry and expire are CoreDNS's constants; the minimum is the record's own TTL. */
    record Soa(String primary, String mailbox, int serial) implements Data {
        static final int REFRESH = 7_200;
        static final int RETRY = 1_800;
        static final int EXPIRE = 86_400;

        @Override
        public String toString() {
            return primary + ". " + mailbox + ". " + Integer.toUnsignedString(serial);
        }
    }
}
