package dev.coracle.cli;

import java.util.Optional;

/** What there is to know before pods of a cluster that is not Coracle's get loopback addresses. */
final class LoopbackNotice {
    private LoopbackNotice() {}

    /** Empty where nothing is wrong: the server is Coracle's own, or pods have other addresses. */
    static Optional<String> of(String gitVersion, String podCidr) {
        if (gitVersion.endsWith("+coracle") || !podCidr.startsWith("127.")) {
            return Optional.empty();
        }
        return Optional.of("Note: this API server (" + gitVersion
                + ") refuses loopback addresses in EndpointSlices, so no Service will lead to"
                + " pods in " + podCidr + ". Addresses that work, on Linux:\n"
                + "  sudo ip route add local 10.244.0.0/16 dev lo\n"
                + "  coracle kubelet --pod-cidr 10.244.0.0/16 ...");
    }
}
