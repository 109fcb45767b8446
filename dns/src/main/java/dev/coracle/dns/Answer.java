package dev.coracle.dns;

import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.List;

/** What there is to say to a question, before it becomes bytes. Immutable. */
record Answer(
        DnsResponseCode code,
        boolean authoritative,
        List<ResourceRecord> answers,
        List<ResourceRecord> authority,
        List<ResourceRecord> additional) {
    static Answer found(RecordSet set) {
        return new Answer(DnsResponseCode.NOERROR, true, set.records(), List.of(), set.additional());
    }

    static Answer found(List<ResourceRecord> records) {
        return new Answer(DnsResponseCode.NOERROR, true, records, List.of(), List.of());
    }

    /** The name exists, but not with this type. */
    static Answer noData(ResourceRecord soa) {
        return new Answer(DnsResponseCode.NOERROR, true, List.of(), List.of(soa), List.of());
    }

    static Answer noSuchName(ResourceRecord soa) {
        return new Answer(DnsResponseCode.NXDOMAIN, true, List.of(), List.of(soa), List.of());
    }

    static Answer failure(DnsResponseCode code) {
        return new Answer(code, false, List.of(), List.of(), List.of());
    }
}
