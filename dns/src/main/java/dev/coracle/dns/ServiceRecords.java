package dev.coracle.dns;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.netty.handler.codec.dns.DnsRecordType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names one Service brings into the zone, worked out from it and its EndpointSlices alone. Immutable.
 *
 * <p>Names are relative to the Service: empty for itself, {@code _http._tcp} for a port, {@code _tcp} for the node in
 * between that has no records, and an endpoint's hostname. A headless Service without ready endpoints has no names at
 * all (specification, 2.4.1). Like CoreDNS, Services with a cluster IP have names for their endpoints, too.
 *
 * @param names the record sets by relative name and type
 * @param clusterIps the addresses whose PTR record is the Service itself
 * @param endpointNames the full names of endpoints by address, for PTR records
 */
record ServiceRecords(
        Map<String, Map<DnsRecordType, RecordSet>> names,
        List<String> clusterIps,
        Map<String, List<String>> endpointNames) {
    private static final int FULL_WEIGHT = 100;

    static ServiceRecords of(Service service, Collection<EndpointSlice> slices, String zone, int ttl) {
        Builder builder = new Builder(service, zone, ttl);
        ServiceSpec spec = service.getSpec();
        if (spec == null) {
            return builder.build();
        }
        if ("ExternalName".equals(spec.getType())) {
            builder.externalName(spec.getExternalName());
        } else if ("None".equals(spec.getClusterIP())) {
            builder.headless(backends(spec, slices));
        } else {
            builder.clusterIp(spec, backends(spec, slices));
        }
        return builder.build();
    }

    /** The ready endpoints of all slices, each once for every port it serves. */
    private static List<Backend> backends(ServiceSpec spec, Collection<EndpointSlice> slices) {
        boolean all = Boolean.TRUE.equals(spec.getPublishNotReadyAddresses());
        Set<Backend> backends = new LinkedHashSet<>();
        slices.stream()
                .filter(slice -> !"FQDN".equals(slice.getAddressType()))
                .sorted(Comparator.comparing(slice -> slice.getMetadata().getName()))
                .forEach(slice -> slice.getEndpoints().stream()
                        .filter(endpoint -> all || isReady(endpoint))
                        .forEach(endpoint -> addBackends(backends, slice, endpoint)));
        return List.copyOf(backends);
    }

    private static void addBackends(Set<Backend> backends, EndpointSlice slice, Endpoint endpoint) {
        for (String address : endpoint.getAddresses()) {
            Optional<String> ip = DomainNames.canonicalIp(address);
            if (ip.isEmpty()) {
                continue;
            }
            String hostname =
                    endpoint.getHostname() == null || endpoint.getHostname().isEmpty()
                            ? ip.get().replace('.', '-').replace(':', '-')
                            : endpoint.getHostname().toLowerCase(Locale.ROOT);
            if (slice.getPorts().isEmpty()) {
                backends.add(new Backend(hostname, ip.get(), null));
            }
            for (EndpointPort port : slice.getPorts()) {
                backends.add(new Backend(hostname, ip.get(), port));
            }
        }
    }

    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }

    /** An endpoint under one of its ports; without ports it has addresses but no SRV records. */
    private record Backend(
            String hostname, String ip, @Nullable EndpointPort port) {}

    /** A port to be named by SRV records. */
    private record Target(
            @Nullable String portName, @Nullable String protocol, int port, String host) {}

    private static final class Builder {
        private final String fqdn;
        private final int ttl;
        private final Map<String, Map<DnsRecordType, RecordSet>> names = new HashMap<>();
        private final List<String> clusterIps = new ArrayList<>();
        private final Map<String, List<String>> endpointNames = new LinkedHashMap<>();

        Builder(Service service, String zone, int ttl) {
            fqdn = service.getMetadata().getName() + "." + service.getMetadata().getNamespace() + ".svc." + zone;
            this.ttl = ttl;
        }

        /** A target that is an address or no domain name at all cannot be the target of a CNAME. */
        void externalName(@Nullable String target) {
            String name = target == null ? "" : target.toLowerCase(Locale.ROOT);
            name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
            if (DomainNames.isValid(name) && DomainNames.canonicalIp(name).isEmpty()) {
                put("", DnsRecordType.CNAME, RecordSet.of(List.of(ResourceRecord.cname(fqdn, ttl, name))));
            }
        }

        void clusterIp(ServiceSpec spec, List<Backend> backends) {
            Set<String> ips = new LinkedHashSet<>();
            if (spec.getClusterIP() != null) {
                DomainNames.canonicalIp(spec.getClusterIP()).ifPresent(ips::add);
            }
            spec.getClusterIPs().forEach(ip -> DomainNames.canonicalIp(ip).ifPresent(ips::add));
            if (ips.isEmpty()) {
                return;
            }
            clusterIps.addAll(ips);
            addresses("", ips);
            List<Target> targets = new ArrayList<>();
            for (ServicePort port : spec.getPorts()) {
                targets.add(new Target(port.getName(), port.getProtocol(), port.getPort(), fqdn));
            }
            services(targets, Map.of(fqdn, ips));
            hosts(backends);
        }

        void headless(List<Backend> backends) {
            if (backends.isEmpty()) {
                return;
            }
            Set<String> ips = new LinkedHashSet<>();
            Map<String, Set<String>> ipsByHost = new HashMap<>();
            Set<Target> targets = new LinkedHashSet<>();
            for (Backend backend : backends) {
                String host = backend.hostname() + "." + fqdn;
                ips.add(backend.ip());
                ipsByHost.computeIfAbsent(host, h -> new LinkedHashSet<>()).add(backend.ip());
                EndpointPort port = backend.port();
                if (port != null && port.getPort() != null) {
                    targets.add(new Target(port.getName(), port.getProtocol(), port.getPort(), host));
                }
            }
            addresses("", ips);
            services(targets, ipsByHost);
            hosts(backends);
        }

        private void hosts(List<Backend> backends) {
            Map<String, Set<String>> ipsByHost = new LinkedHashMap<>();
            for (Backend backend : backends) {
                if (ipsByHost
                        .computeIfAbsent(backend.hostname(), h -> new LinkedHashSet<>())
                        .add(backend.ip())) {
                    endpointNames
                            .computeIfAbsent(backend.ip(), ip -> new ArrayList<>())
                            .add(backend.hostname() + "." + fqdn);
                }
            }
            ipsByHost.forEach(this::addresses);
        }

        private void addresses(String name, Collection<String> ips) {
            List<ResourceRecord> v4 = new ArrayList<>();
            List<ResourceRecord> v6 = new ArrayList<>();
            for (String ip : ips) {
                ResourceRecord record = ResourceRecord.address(full(name), ttl, ip);
                (record.type().equals(DnsRecordType.A) ? v4 : v6).add(record);
            }
            put(name, DnsRecordType.A, RecordSet.of(v4));
            put(name, DnsRecordType.AAAA, RecordSet.of(v6));
        }

        /** SRV records: per named port, and all of them under the Service's own name. */
        private void services(Collection<Target> targets, Map<String, Set<String>> ipsByHost) {
            Map<String, List<Target>> byName = new LinkedHashMap<>();
            for (Target target : targets) {
                byName.computeIfAbsent("", n -> new ArrayList<>()).add(target);
                if (target.portName() != null && !target.portName().isEmpty()) {
                    String protocol = target.protocol() == null ? "tcp" : target.protocol();
                    String parent = "_" + protocol.toLowerCase(Locale.ROOT);
                    names.computeIfAbsent(parent, n -> new HashMap<>());
                    byName.computeIfAbsent(
                                    "_" + target.portName().toLowerCase(Locale.ROOT) + "." + parent,
                                    n -> new ArrayList<>())
                            .add(target);
                }
            }
            byName.forEach((name, named) -> put(name, DnsRecordType.SRV, services(full(name), named, ipsByHost)));
        }

        private RecordSet services(String owner, List<Target> targets, Map<String, Set<String>> ipsByHost) {
            int weight = Math.max(1, FULL_WEIGHT / targets.size());
            Set<ResourceRecord> records = new LinkedHashSet<>();
            Set<ResourceRecord> additional = new LinkedHashSet<>();
            for (Target target : targets) {
                records.add(ResourceRecord.srv(owner, ttl, weight, target.port(), target.host()));
                for (String ip : ipsByHost.getOrDefault(target.host(), Set.of())) {
                    additional.add(ResourceRecord.address(target.host(), ttl, ip));
                }
            }
            return new RecordSet(List.copyOf(records), List.copyOf(additional));
        }

        private void put(String name, DnsRecordType type, RecordSet set) {
            Map<DnsRecordType, RecordSet> types = names.computeIfAbsent(name, n -> new HashMap<>());
            if (!set.records().isEmpty()) {
                types.put(type, set);
            }
        }

        private String full(String name) {
            return name.isEmpty() ? fqdn : name + "." + fqdn;
        }

        ServiceRecords build() {
            return new ServiceRecords(names, clusterIps, endpointNames);
        }
    }
}
