package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.DerivedObject;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.net.IpAddress;
import dev.coracle.machinery.net.IpBlock;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses cluster IPs, or checks the one a client asks for. */
public final class ClusterIps {
    /** What shows the cluster IPs of services. */
    public static final GroupResource ADDRESSES = new GroupResource("networking.k8s.io", "ipaddresses");

    /** What the claims of cluster IPs begin with; the address follows. */
    public static final String CLAIMS = "/claims/serviceips/";

    public static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    public static final String ALLOCATOR = "ipallocator.k8s.io";

    private ClusterIps() {}

    static String claim(String address) {
        return CLAIMS + address;
    }

    /** The cluster IPs a service has. */
    public static List<String> held(ObjectNode object) {
        ServiceSpec service = ServiceSpec.of(object);
        List<String> held = new ArrayList<>();
        if (!service.isExternalName() && !service.isHeadless()) {
            Tree.get(service.node(), "clusterIPs").forEach(address -> held.add(address.asText()));
        }
        return held;
    }

    /** The IPAddress of a service's cluster IP. */
    public static DerivedObject shown(ObjectNode service, String address) {
        ObjectNode object = Tree.newObject();
        object.put("apiVersion", "networking.k8s.io/v1").put("kind", "IPAddress");
        object.putObject("metadata")
                .put("name", address)
                .putObject("labels")
                .put("ipaddress.kubernetes.io/ip-family", address.indexOf(':') < 0 ? "IPv4" : "IPv6")
                .put(MANAGED_BY, ALLOCATOR);
        object.putObject("spec")
                .putObject("parentRef")
                .put("resource", "services")
                .put("namespace", Tree.namespace(service))
                .put("name", Tree.name(service));
        return new DerivedObject(ADDRESSES, object);
    }

    static void allocate(WriteContext context, ObjectNode object) {
        ServiceSpec service = ServiceSpec.of(object);
        if (service.isExternalName() || service.isHeadless()) {
            return;
        }
        ObjectNode spec = Tree.createObject(object, "spec");
        ArrayNode addresses = Tree.createList(spec, "clusterIPs");
        IpBlock block = IpBlock.parse(context.settings().serviceCidr());
        if (addresses.isEmpty()) {
            addresses.add(any(context, block));
        } else {
            String asked = addresses.get(0).asText();
            String why = refusal(context, block, asked);
            if (!why.isEmpty()) {
                FieldErrors errors = new FieldErrors();
                errors.invalid(Path.of("spec", "clusterIPs"), addresses, "failed to allocate IP " + asked + ": " + why);
                IpFamilies.refuse(object, errors);
            }
        }
        JsonNode first = addresses.get(0);
        spec.set("clusterIP", first);
    }

    private static String refusal(WriteContext context, IpBlock block, String asked) {
        Optional<IpAddress> address = IpAddress.find(asked);
        if (address.isEmpty() || !block.contains(address.get())) {
            return "the provided network does not match the current range";
        }
        if (address.get().equals(block.first()) || address.get().equals(block.last())) {
            return "the provided IP (" + asked + ") is not in the valid range. The range of valid IPs is "
                    + context.settings().serviceCidr();
        }
        return isFree(context, asked) ? "" : "provided IP is already allocated";
    }

    /** Whether no service has it, nor anybody else an IPAddress of it. */
    private static boolean isFree(WriteContext context, String address) {
        return context.isUnclaimed(claim(address))
                && context.find(ADDRESSES, "", address).isEmpty();
    }

    /** Somewhere above the static band; in the band only when all else is taken. */
    private static String any(WriteContext context, IpBlock block) {
        long band = Range.staticBand(block.size(), 16, 16, 256);
        Range upper = new Range(1 + band, block.size() - 2);
        Range lower = new Range(1, band);
        for (Range range : new Range[] {upper, lower}) {
            long found = range.pick(
                    context.random(),
                    index -> isFree(context, block.address(index).toString()));
            if (found >= 0) {
                return block.address(found).toString();
            }
        }
        throw ApiException.internal("failed to allocate a serviceIP: range is full");
    }
}
