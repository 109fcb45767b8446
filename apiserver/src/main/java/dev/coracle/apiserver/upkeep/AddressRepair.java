package dev.coracle.apiserver.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.kinds.network.ClusterIps;
import dev.coracle.apiserver.registry.LoopbackClient;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings IPAddress objects back to what services hold, as upstream's ipallocator-repair-controller (v1.36): makes those that
 * were deleted by hand, deletes those of nobody. Here an address belongs to a service through its claim, so no service can
 * lose it meanwhile; the object only shows it. Confined to one thread.
 *
 * <p>A look costs a lookup for each claimed address; objects are read only if something is wrong, or they are new.
 */
final class AddressRepair {
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource SERVICE_CIDRS = new GroupResource("networking.k8s.io", "servicecidrs");
    private static final Duration LEAKED_AFTER = Duration.ofSeconds(60);
    private static final Duration WRONG_AFTER = Duration.ofSeconds(5);
    private static final String ALLOCATION = "ClusterIPAllocation";
    private static final String REPORTER = "ipallocator-repair-controller";
    private static final String RELEASE = "IPAddressAllocation";

    private final LoopbackClient client;
    /** Addresses up to this revision were found right, but for those that wait. */
    private long reviewed;

    private Set<String> waiting = new HashSet<>();

    AddressRepair(LoopbackClient client) {
        this.client = client;
    }

    void sweep() {
        long revision = client.backend().cache().revision();
        ResourceCache addresses = client.cache(ClusterIps.ADDRESSES);
        List<String> blocks = blocks();
        Set<String> missing = new HashSet<>();
        Set<String> outside = new HashSet<>();
        for (String claim : client.backend().claims().held(ClusterIps.CLAIMS)) {
            String address = claim.substring(ClusterIps.CLAIMS.length());
            if (blocks.stream().noneMatch(block -> isIn(address, block))) {
                outside.add(address);
            } else if (addresses.get("", address).isEmpty()) {
                missing.add(address);
            }
        }
        Set<String> wrong = new HashSet<>();
        Set<String> young = new HashSet<>();
        for (StoredObject object : addresses.snapshot().list("", "")) {
            if (object.resourceVersion() > reviewed || waiting.contains(object.name())) {
                review(object.read(), wrong, young);
            }
        }
        if (!missing.isEmpty() || !outside.isEmpty() || !wrong.isEmpty()) {
            for (StoredObject service : client.cache(SERVICES).snapshot().list("", "")) {
                mend(service.read(), missing, outside, wrong);
            }
        }
        waiting = young;
        reviewed = revision;
    }

    private List<String> blocks() {
        List<String> blocks = new ArrayList<>();
        for (StoredObject object : client.cache(SERVICE_CIDRS).snapshot().list("", "")) {
            Tree.get(Tree.spec(object.read()), "cidrs").forEach(cidr -> blocks.add(cidr.asText()));
        }
        return blocks;
    }

    private static boolean isIn(String address, String block) {
        return Addresses.isStrictlyWithin(address + (address.indexOf(':') < 0 ? "/32" : "/128"), block);
    }

    private void mend(ObjectNode service, Set<String> missing, Set<String> outside, Set<String> wrong) {
        for (String address : ClusterIps.held(service)) {
            String family = "[" + (address.indexOf(':') < 0 ? "IPv4" : "IPv6") + "]: " + address;
            if (outside.contains(address)) {
                warn(
                        service,
                        "ClusterIPOutOfRange",
                        ALLOCATION,
                        "Cluster IP " + family + " is not within any configured Service CIDR; please recreate service");
            } else if (missing.contains(address)) {
                warn(
                        service,
                        "ClusterIPNotAllocated",
                        ALLOCATION,
                        "Cluster IP " + family + " is not allocated; repairing");
                make(service, address);
            } else if (wrong.contains(address)) {
                if (!refersTo(address, service)) {
                    warn(
                            service,
                            "ClusterIPNotAllocated",
                            ALLOCATION,
                            "the ClusterIP " + family + " for Service " + Tree.namespace(service) + "/"
                                    + Tree.name(service) + " has a wrong reference; repairing");
                }
                delete(address);
                make(service, address);
            }
        }
    }

    private void make(ObjectNode service, String address) {
        LoopbackClient.await(client.create(
                client.resource(ClusterIps.ADDRESSES),
                ClusterIps.shown(service, address).object().deepCopy()));
    }

    private void delete(String address) {
        LoopbackClient.await(client.delete(client.resource(ClusterIps.ADDRESSES), "", address));
    }

    private void warn(ObjectNode regarding, String reason, String action, String message) {
        LoopbackClient.await(client.event(regarding, new LoopbackClient.Warning(REPORTER, reason, action, message)));
    }

    private boolean refersTo(String address, ObjectNode service) {
        Optional<StoredObject> object = client.cache(ClusterIps.ADDRESSES).get("", address);
        return object.isPresent()
                && Tree.same(
                        parent(object.get().read()),
                        parent(ClusterIps.shown(service, address).object()));
    }

    private static JsonNode parent(ObjectNode address) {
        return Tree.get(Tree.spec(address), "parentRef");
    }

    /**
     * Looks at one address.
     *
     * @param wrong takes it if a service holds it and it does not say so
     * @param young takes it if nobody holds it, but it is too early to say so
     */
    private void review(ObjectNode address, Set<String> wrong, Set<String> young) {
        String name = Tree.name(address);
        if (client.backend().claims().isHeld(ClusterIps.CLAIMS + name)) {
            Optional<ObjectNode> holder = service(address);
            boolean right = holder.isPresent()
                    && ClusterIps.held(holder.get()).contains(name)
                    && Tree.same(
                            Tree.get(Tree.metadata(address), "labels"),
                            ClusterIps.shown(holder.get(), name).object().at("/metadata/labels"));
            if (!right) {
                wrong.add(name);
            }
            return;
        }
        JsonNode labels = Tree.get(Tree.metadata(address), "labels");
        if (Tree.text(labels, ClusterIps.MANAGED_BY).equals(ClusterIps.ALLOCATOR)) {
            unheld(address, young);
        }
    }

    private void unheld(ObjectNode address, Set<String> young) {
        String name = Tree.name(address);
        JsonNode parent = parent(address);
        String holder = Tree.text(parent, "namespace") + "/" + Tree.text(parent, "name");
        Optional<ObjectNode> service = service(address);
        if (!refersToServices(parent)) {
            release(
                    address,
                    "IPAddressNotAllocated",
                    "IPAddress " + name + " appears to have been modified, not referencing a Service " + shown(parent)
                            + ": cleaning up");
        } else if (isYounger(address, service.isEmpty() ? LEAKED_AFTER : WRONG_AFTER)) {
            young.add(name);
        } else if (service.isEmpty()) {
            release(
                    address,
                    "IPAddressNotAllocated",
                    "IPAddress: " + name + " for Service " + holder + " appears to have leaked: cleaning up");
        } else {
            release(
                    address,
                    "IPAddressWrongReference",
                    "IPAddress: " + name + " for Service " + holder + " has a wrong reference; cleaning up");
        }
    }

    private void release(ObjectNode address, String reason, String message) {
        warn(address, reason, RELEASE, message);
        delete(Tree.name(address));
    }

    private boolean isYounger(ObjectNode address, Duration age) {
        Instant made = Instant.parse(Tree.text(Tree.metadata(address), "creationTimestamp"));
        return Duration.between(made, client.now()).compareTo(age) < 0;
    }

    private Optional<ObjectNode> service(ObjectNode address) {
        JsonNode parent = parent(address);
        return refersToServices(parent)
                ? client.cache(SERVICES)
                        .get(Tree.text(parent, "namespace"), Tree.text(parent, "name"))
                        .map(StoredObject::read)
                : Optional.empty();
    }

    private static boolean refersToServices(JsonNode parent) {
        return Tree.text(parent, "group").isEmpty()
                && Tree.text(parent, "resource").equals("services");
    }

    /** As Go prints the struct. */
    private static String shown(JsonNode parent) {
        return "&ParentReference{Group:" + Tree.text(parent, "group") + ",Resource:" + Tree.text(parent, "resource")
                + ",Namespace:" + Tree.text(parent, "namespace") + ",Name:" + Tree.text(parent, "name") + ",}";
    }
}
