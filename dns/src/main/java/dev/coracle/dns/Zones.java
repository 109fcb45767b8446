package dev.coracle.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions of class IN about the cluster's zone and the reverse zones; every other name is refused. Safe from
 * any thread: a question costs a few hash lookups in the {@link ServiceIndex}.
 */
final class Zones {
    private static final String SCHEMA_VERSION = "1.1.0";
    private static final int SCHEMA_TTL = 28_800;
    private static final String REVERSE_V4 = "in-addr.arpa";
    private static final String REVERSE_V6 = "ip6.arpa";
    private static final String DNS_SERVICE = "kube-dns.kube-system";
    private static final int MAX_CNAMES = 8;
    private static final int IPV4_LABELS = 4;
    private static final int IPV6_LABELS = 32;

    private final ServiceIndex index;
    private final String zone;
    private final int ttl;

    Zones(ServiceIndex index, String zone, int ttl) {
        this.index = index;
        this.zone = zone;
        this.ttl = ttl;
    }

    /** The name is in lower case and has no trailing dot. */
    Answer answer(String name, DnsRecordType type) {
        if (DomainNames.isWithin(name, zone)) {
            return answer(type, forward(name), soa(zone));
        }
        if (DomainNames.isWithin(name, REVERSE_V4)) {
            return answer(type, reverse(name, REVERSE_V4), soa(REVERSE_V4));
        }
        if (DomainNames.isWithin(name, REVERSE_V6)) {
            return answer(type, reverse(name, REVERSE_V6), soa(REVERSE_V6));
        }
        return Answer.failure(DnsResponseCode.REFUSED);
    }

    private Answer answer(DnsRecordType type, @Nullable Map<DnsRecordType, RecordSet> found, ResourceRecord soa) {
        if (found == null) {
            return Answer.noSuchName(soa);
        }
        RecordSet set = found.get(type);
        if (set == null && type.equals(DnsRecordType.ANY) && !found.isEmpty()) {
            // One record set is enough of an answer (RFC 8482, 4.1).
            set = found.values().iterator().next();
        }
        if (set != null) {
            return Answer.found(set);
        }
        RecordSet alias = found.get(DnsRecordType.CNAME);
        if (alias != null) {
            return follow(alias.records().get(0), type);
        }
        return Answer.noData(soa);
    }

    /** An alias, and what it leads to as far as that is in this zone; the rest is up to the client. */
    private Answer follow(ResourceRecord alias, DnsRecordType type) {
        List<ResourceRecord> answers = new ArrayList<>();
        ResourceRecord next = alias;
        while (next != null && answers.size() < MAX_CNAMES) {
            answers.add(next);
            String target = ((ResourceRecord.Name) next.data()).target();
            Map<DnsRecordType, RecordSet> found = DomainNames.isWithin(target, zone) ? forward(target) : null;
            if (found == null) {
                break;
            }
            RecordSet set = found.get(type);
            if (set != null) {
                answers.addAll(set.records());
                break;
            }
            RecordSet further = found.get(DnsRecordType.CNAME);
            next = further == null ? null : further.records().get(0);
        }
        return Answer.found(answers);
    }

    /** The record sets of a name in the cluster's zone, none of them if it only has names below it, null if unknown. */
    private @Nullable Map<DnsRecordType, RecordSet> forward(String name) {
        if (name.length() == zone.length()) {
            return apex();
        }
        String relative = name.substring(0, name.length() - zone.length() - 1);
        int kindAt = relative.lastIndexOf('.');
        String kind = relative.substring(kindAt + 1);
        String below = kindAt < 0 ? "" : relative.substring(0, kindAt);
        return switch (kind) {
            case "svc" -> below.isEmpty() ? Map.of() : inNamespace(below);
            case "pod" -> below.isEmpty() ? Map.of() : pod(name, below);
            case "dns" -> below.isEmpty() ? Map.of() : below.equals("ns") ? nameServer(name) : null;
            case "dns-version" ->
                below.isEmpty()
                        ? Map.of(
                                DnsRecordType.TXT,
                                RecordSet.of(List.of(ResourceRecord.txt(name, SCHEMA_TTL, SCHEMA_VERSION))))
                        : null;
            default -> null;
        };
    }

    private @Nullable Map<DnsRecordType, RecordSet> inNamespace(String labels) {
        int namespaceAt = labels.lastIndexOf('.');
        if (namespaceAt < 0) {
            return index.hasNamespace(labels) ? Map.of() : null;
        }
        int serviceAt = labels.lastIndexOf('.', namespaceAt - 1);
        ServiceRecords records = index.service(labels.substring(serviceAt + 1));
        return records == null ? null : records.names().get(serviceAt < 0 ? "" : labels.substring(0, serviceAt));
    }

    /** Deprecated but required (specification, 2.6): the address is in the name, no Pod need have it. */
    private @Nullable Map<DnsRecordType, RecordSet> pod(String name, String labels) {
        int namespaceAt = labels.lastIndexOf('.');
        if (!index.hasNamespace(labels.substring(namespaceAt + 1))) {
            return null;
        }
        if (namespaceAt < 0) {
            return Map.of();
        }
        String dashed = labels.substring(0, namespaceAt);
        String ip = dashed.replace('-', '.');
        if (!NetUtil.isValidIpV4Address(ip)) {
            ip = dashed.replace('-', ':');
            if (!NetUtil.isValidIpV6Address(ip)) {
                return null;
            }
        }
        ResourceRecord record = ResourceRecord.address(name, ttl, ip);
        return Map.of(record.type(), RecordSet.of(List.of(record)));
    }

    private Map<DnsRecordType, RecordSet> apex() {
        String server = "ns.dns." + zone;
        Map<DnsRecordType, RecordSet> addresses = nameServer(server);
        RecordSet glue = addresses.get(DnsRecordType.A);
        return Map.of(
                DnsRecordType.SOA,
                RecordSet.of(List.of(soa(zone))),
                DnsRecordType.NS,
                new RecordSet(
                        List.of(ResourceRecord.ns(zone, ttl, server)), glue == null ? List.of() : glue.records()));
    }

    /** The zone's name server is the Service this server stands behind. */
    private Map<DnsRecordType, RecordSet> nameServer(String name) {
        ServiceRecords dns = index.service(DNS_SERVICE);
        if (dns == null || dns.clusterIps().isEmpty()) {
            return Map.of();
        }
        ResourceRecord address =
                ResourceRecord.address(name, ttl, dns.clusterIps().get(0));
        return Map.of(address.type(), RecordSet.of(List.of(address)));
    }

    private @Nullable Map<DnsRecordType, RecordSet> reverse(String name, String reverseZone) {
        if (name.length() == reverseZone.length()) {
            return Map.of(DnsRecordType.SOA, RecordSet.of(List.of(soa(reverseZone))));
        }
        String labels = name.substring(0, name.length() - reverseZone.length() - 1);
        boolean v4 = reverseZone.equals(REVERSE_V4);
        if (labels.chars().filter(c -> c == '.').count() + 1 < (v4 ? IPV4_LABELS : IPV6_LABELS)) {
            // Part of an address: there may be names below, so "no such name" would say too much (RFC 8020).
            return Map.of();
        }
        Optional<String> ip = v4 ? DomainNames.reversedIpv4(labels) : DomainNames.reversedIpv6(labels);
        List<String> names = ip.map(index::namesOf).orElse(List.of());
        if (names.isEmpty()) {
            return null;
        }
        List<ResourceRecord> records = names.stream()
                .map(target -> ResourceRecord.ptr(name, ttl, target))
                .toList();
        return Map.of(DnsRecordType.PTR, RecordSet.of(records));
    }

    private ResourceRecord soa(String ofZone) {
        return ResourceRecord.soa(ofZone, ttl, index.serial());
    }
}
