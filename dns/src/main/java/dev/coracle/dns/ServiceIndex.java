package dev.coracle.dns;

import dev.coracle.client.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of every Service, replaced Service by Service, and the way back from addresses to names. Any thread reads
 * without waiting and sees each Service either before or after a change; one thread at a time writes.
 */
final class ServiceIndex {
    /** By {@code name.namespace}, as the two stand in a question. */
    private final Map<String, ServiceRecords> services = new ConcurrentHashMap<>();

    private final Map<String, List<Claim>> claims = new ConcurrentHashMap<>();
    private final Set<String> namespaces = ConcurrentHashMap.newKeySet();
    private final String zone;
    private volatile int serial;

    ServiceIndex(String zone) {
        this.zone = zone;
    }

    /** Replaces what a Service had; null removes it. The serial is the time of the change in seconds. */
    void put(ObjectKey key, @Nullable ServiceRecords records, long epochSecond) {
        String id = key.name() + "." + key.namespace();
        ServiceRecords before = records == null ? services.remove(id) : services.put(id, records);
        if (before != null) {
            addresses(before).forEach(ip -> disclaim(ip, key));
        }
        if (records != null) {
            String name = id + ".svc." + zone;
            records.clusterIps().forEach(ip -> claim(ip, new Claim(key, true, name)));
            records.endpointNames().forEach((ip, names) -> names.forEach(n -> claim(ip, new Claim(key, false, n))));
        }
        serial = (int) epochSecond;
    }

    private static Set<String> addresses(ServiceRecords records) {
        Set<String> ips = new HashSet<>(records.endpointNames().keySet());
        ips.addAll(records.clusterIps());
        return ips;
    }

    private void claim(String ip, Claim claim) {
        claims.merge(ip, List.of(claim), (before, added) -> {
            List<Claim> both = new ArrayList<>(before);
            both.addAll(added);
            return List.copyOf(both);
        });
    }

    private void disclaim(String ip, ObjectKey key) {
        claims.computeIfPresent(ip, (address, before) -> {
            List<Claim> rest = before.stream()
                    .filter(claim -> !claim.service().equals(key))
                    .toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    void addNamespace(String namespace) {
        namespaces.add(namespace);
    }

    void removeNamespace(String namespace) {
        namespaces.remove(namespace);
    }

    boolean hasNamespace(String namespace) {
        return namespaces.contains(namespace);
    }

    /** By {@code name.namespace}, in lower case. */
    @Nullable
    ServiceRecords service(String id) {
        return services.get(id);
    }

    /** The names of an address: the Service if it is a cluster IP, else every endpoint name that has it. */
    List<String> namesOf(String ip) {
        List<Claim> all = claims.getOrDefault(ip, List.of());
        for (Claim claim : all) {
            if (claim.clusterIp()) {
                return List.of(claim.name());
            }
        }
        return all.stream().map(Claim::name).toList();
    }

    int serial() {
        return serial;
    }

    private record Claim(ObjectKey service, boolean clusterIp, String name) {}
}
