package dev.coracle.testing;

import dev.coracle.clock.Clock;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Builds the parts of a plane out of its options and starts them. Parts may be started from several threads at once. */
final class Parts {
    private final ControlPlaneOptions options;
    private final Addresses addresses;
    private final Clock clock;
    private final ControlPlane.Opened opened;
    private volatile @Nullable InetSocketAddress dnsAddress;

    Parts(ControlPlaneOptions options, Addresses addresses, Clock clock, ControlPlane.Opened opened) {
        this.options = options;
        this.addresses = addresses;
        this.clock = clock;
        this.opened = opened;
    }

    URI startApiServer() {
        throw new UnsupportedOperationException("the API server is not there yet");
    }

    void start(Component component, URI apiServer) throws Exception {
        throw new UnsupportedOperationException(component + " is not there yet");
    }

    /** Where DNS listens; null when it was not started. */
    @Nullable
    InetSocketAddress dnsAddress() {
        return dnsAddress;
    }
}
