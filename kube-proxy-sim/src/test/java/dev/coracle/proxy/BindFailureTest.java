package dev.coracle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class BindFailureTest {
    private static final ListenAddress HTTP = new ListenAddress(Transport.TCP, "127.96.0.20", 80);

    @Test
    void aForbiddenPortIsExplainedWithEveryWayOut() {
        assertThat(BindFailure.describe(HTTP, 30080, new IOException("Permission denied")))
                .startsWith("Cannot listen on 127.96.0.20:80/TCP: ports below 1024 need a privilege")
                .contains("net.ipv4.ip_unprivileged_port_start=0", "root", "CAP_NET_BIND_SERVICE")
                .endsWith("use the Service's node port 30080.");
        assertThat(BindFailure.describe(HTTP, 0, new IOException("Permission denied")))
                .endsWith("make the Service type NodePort and use its node port.");
    }

    @Test
    void aPortInUseAndAForeignAddressAreToldApart() {
        assertThat(BindFailure.describe(HTTP, 0, new IOException("Address already in use")))
                .contains("in use by another process", "tried again");
        assertThat(BindFailure.mapped(HTTP, new ListenAddress(Transport.TCP, "127.0.0.1", 41234)))
                .startsWith("127.96.0.20:80/TCP is not an address of this machine, so it is at 127.0.0.1:41234/TCP")
                .contains("ip route add local");
        assertThat(BindFailure.describe(HTTP, 0, new IOException("No buffer space available")))
                .endsWith("No buffer space available");
    }
}
