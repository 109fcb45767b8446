package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Addresses;

/** Chooses cluster IPs, or checks the one a client asks for. */
final class ClusterIps {
    private ClusterIps() {}

    static String claim(String address) {
        return "/claims/serviceips/" + address;
    }

    static void allocate(WriteContext context, ObjectNode object) {
        ServiceSpec service = ServiceSpec.of(object);
        if (service.isExternalName() || service.isHeadless()) {
            return;
        }
        ObjectNode spec = Tree.createObject(object, "spec");
        ArrayNode addresses = Tree.createList(spec, "clusterIPs");
        Block block = Block.parse(context.settings().serviceCidr());
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

    private static String refusal(WriteContext context, Block block, String asked) {
        long address = Addresses.ipv4(asked);
        if (!block.contains(address)) {
            return "the provided network does not match the current range";
        }
        if (!block.isHost(address)) {
            return "the provided IP (" + asked + ") is not in the valid range. The range of valid IPs is "
                    + context.settings().serviceCidr();
        }
        return context.isUnclaimed(claim(asked)) ? "" : "provided IP is already allocated";
    }

    /** Somewhere above the static band; in the band only when all else is taken. */
    private static String any(WriteContext context, Block block) {
        long band = Range.staticBand(block.size(), 16, 16, 256);
        Range upper = new Range(block.network() + 1 + band, block.broadcast() - 1);
        Range lower = new Range(block.network() + 1, block.network() + band);
        for (Range range : new Range[] {upper, lower}) {
            long found = range.pick(context.random(), address -> context.isUnclaimed(claim(Addresses.ipv4(address))));
            if (found >= 0) {
                return Addresses.ipv4(found);
            }
        }
        throw ApiException.internal("failed to allocate a serviceIP: range is full");
    }

    /** An IPv4 block by its first and last address. */
    private record Block(long network, long broadcast) {
        static Block parse(String cidr) {
            int slash = cidr.indexOf('/');
            int bits = Integer.parseInt(cidr.substring(slash + 1));
            long size = 1L << (32 - bits);
            long network = Addresses.ipv4(cidr.substring(0, slash)) / size * size;
            return new Block(network, network + size - 1);
        }

        long size() {
            return broadcast - network + 1;
        }

        boolean contains(long address) {
            return address >= network && address <= broadcast;
        }

        boolean isHost(long address) {
            return address > network && address < broadcast;
        }
    }
}
