package dev.coracle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.ManualClock;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyEngineIT {
    private static final int MIB = 1 << 20;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ProxyMetrics metrics = new ProxyMetrics();
    private final List<String> warnings = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ProxyEngine engine = engine(ProxyOptions.defaults());
    private final ListenAddress tcp = freeAddress(Transport.TCP);

    @AfterEach
    void stop() throws Exception {
        engine.close();
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
        clock.close();
    }

    @Test
    void thirtyConnectionsReachThreeEndpointsTenTimesEachAndFiveSixTimes() throws Exception {
        List<Backend> pods = backends(5);
        listen(tcp, pods.subList(0, 3));
        assertThat(ask(30)).isEqualTo(Map.of("0", 10, "1", 10, "2", 10));
        listen(tcp, pods);
        assertThat(ask(30)).isEqualTo(Map.of("0", 6, "1", 6, "2", 6, "3", 6, "4", 6));
    }

    @Test
    void allAddressesOfAServicePortShareOneRotation() throws Exception {
        ListenAddress nodePort = freeAddress(Transport.TCP);
        apply(Set.of(tcp, nodePort), backends(2), Optional.empty());
        assertThat(List.of(ask(tcp), ask(nodePort), ask(nodePort), ask(tcp))).containsExactly("0", "1", "0", "1");
    }

    @Test
    void aRefusedConnectionIsRetriedOnTheNextEndpoint() throws Exception {
        List<Backend> pods = backends(3);
        listen(tcp, pods);
        pods.get(1).close();
        assertThat(ask(30)).isEqualTo(Map.of("0", 15, "2", 15));
        assertThat(metrics.connectFailures.sum()).isBetween(10L, 15L);
    }

    @Test
    void aClientIsResetWhenEveryEndpointRefuses() throws Exception {
        List<Backend> pods = backends(2);
        listen(tcp, pods);
        pods.get(0).close();
        pods.get(1).close();
        assertThatThrownBy(() -> ask(tcp)).isInstanceOf(IOException.class);
        assertThat(metrics.connectFailures.sum()).isEqualTo(2);
        assertThat(metrics.unserved.sum()).isEqualTo(1);
    }

    @Test
    void withoutEndpointsConnectionsAreRefusedAndWithEndpointsServedAgain() throws Exception {
        List<Backend> pods = backends(1);
        listen(tcp, pods);
        assertThat(ask(tcp)).isEqualTo("0");
        listen(tcp, List.of());
        assertThatThrownBy(() -> ask(tcp)).isInstanceOf(ConnectException.class).hasMessageContaining("refused");
        listen(tcp, pods);
        assertThat(ask(tcp)).isEqualTo("0");
    }

    @Test
    void anEndpointThatIsItsOwnServicesAddressIsRefusedAndTold() throws Exception {
        Endpoint itself = Endpoint.of(tcp.ip(), tcp.port());
        applyEndpoints(Set.of(tcp), List.of(itself), Optional.empty());
        assertThatThrownBy(() -> ask(tcp)).isInstanceOf(ConnectException.class);
        assertThat(warnings).hasSize(1).first().asString().contains("EndpointIsService", tcp.ip() + ":" + tcp.port());

        List<Endpoint> mixed = new ArrayList<>(endpoints(backends(1)));
        mixed.add(0, itself);
        applyEndpoints(Set.of(tcp), mixed, Optional.empty());
        assertThat(ask(tcp)).isEqualTo("0");
        assertThat(ask(tcp)).isEqualTo("0");
        assertThat(warnings).hasSize(1);
    }

    @Test
    void twoServicesThatAreEachOthersEndpointsDoNotLoop() throws Exception {
        ListenAddress other = new ListenAddress(Transport.TCP, "127.96.77.78", tcp.port());
        engine.apply(
                "default",
                "web",
                List.of(port(Set.of(tcp), List.of(Endpoint.of(other.ip(), other.port())), Optional.empty())));
        ServicePort back = new ServicePort(
                new ServicePortName("default", "back", "", Transport.TCP),
                Set.of(other),
                List.of(Endpoint.of(tcp.ip(), tcp.port())),
                Optional.empty(),
                0);
        engine.apply("default", "back", List.of(back));

        // The reset may come before connect has returned.
        assertThatThrownBy(() -> {
                    try (Socket client = connect(tcp)) {
                        readLine(client);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(metrics.accepted.sum()).isEqualTo(1);
    }

    @Test
    void anAddressOfAnotherMachineIsAtAPortOf127001() throws Exception {
        ListenAddress foreign = new ListenAddress(Transport.TCP, "203.0.113.9", 80);
        listen(foreign, backends(1));
        String told = warnings.remove(0);
        Matcher at = Pattern.compile("PortMapped 203.0.113.9:80/TCP .* is at 127.0.0.1:(\\d+)/TCP")
                .matcher(told);
        assertThat(at.find()).as(told).isTrue();
        ListenAddress mapped = new ListenAddress(Transport.TCP, "127.0.0.1", Integer.parseInt(at.group(1)));
        assertThat(ask(mapped)).isEqualTo("0");

        listen(foreign, List.of());
        listen(foreign, backends(1));
        assertThat(ask(mapped)).isEqualTo("0");
        assertThat(warnings).isEmpty();
    }

    @Test
    void openConnectionsOutliveTheirEndpointAndTheirListener() throws Exception {
        List<Backend> pods = backends(2);
        listen(tcp, pods.subList(0, 1));
        try (Socket client = connect(tcp)) {
            assertThat(readLine(client)).isEqualTo("0");
            listen(tcp, pods.subList(1, 2));
            assertThat(echo(client, "still here")).isEqualTo("still here");
            engine.apply("default", "web", List.of());
            assertThat(engine.listening()).isEmpty();
            assertThat(echo(client, "and here")).isEqualTo("and here");
        }
        await().untilAsserted(() -> assertThat(metrics.open.sum()).isZero());
    }

    @Test
    void anEndOfStreamFromTheClientLeavesTheAnswerOpen() throws Exception {
        listen(tcp, backends(1));
        try (Socket client = connect(tcp)) {
            assertThat(readLine(client)).isEqualTo("0");
            client.getOutputStream().write("last words\n".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("last words\nbye\n");
        }
        await().untilAsserted(() -> assertThat(metrics.open.sum()).isZero());
    }

    @Test
    void anEndOfStreamFromTheEndpointLeavesTheRequestOpen() throws Exception {
        ServerSocket pod = keep(new ServerSocket(0, 50, InetAddress.getByName("127.244.0.9")));
        applyEndpoints(Set.of(tcp), List.of(Endpoint.of("127.244.0.9", pod.getLocalPort())), Optional.empty());
        try (Socket client = connect(tcp);
                Socket accepted = pod.accept()) {
            accepted.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            client.getOutputStream().write("late".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("late");
        }
    }

    @Test
    void aResetReachesTheOtherSide() throws Exception {
        ServerSocket pod = keep(new ServerSocket(0, 50, InetAddress.getByName("127.244.0.9")));
        applyEndpoints(Set.of(tcp), List.of(Endpoint.of("127.244.0.9", pod.getLocalPort())), Optional.empty());
        try (Socket client = connect(tcp)) {
            Socket accepted = pod.accept();
            accepted.setSoLinger(true, 0);
            accepted.close();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void aSlowReaderHoldsTheSenderBackAndLosesNothing() throws Exception {
        ServerSocket pod = keep(new ServerSocket(0, 50, InetAddress.getByName("127.244.0.9")));
        applyEndpoints(Set.of(tcp), List.of(Endpoint.of("127.244.0.9", pod.getLocalPort())), Optional.empty());
        int size = 64 * MIB;
        AtomicLong sent = new AtomicLong();
        try (Socket client = connect(tcp);
                Socket accepted = pod.accept()) {
            Thread sender = new Thread(() -> send(accepted, size, sent));
            sender.start();
            // Stalled: nothing more was sent between two looks although nobody reads.
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(200))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> before.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
            // What was sent sits in four kernel buffers and a bounded rest in the proxy.
            assertThat(sent.get()).isLessThan(size / 2);
            assertThat(drain(client.getInputStream(), size)).isTrue();
            sender.join();
        }
    }

    @Test
    void atTheBoundFurtherConnectionsWaitUntilOneEnds() throws Exception {
        ProxyEngine small = engine(
                ProxyOptions.builder().maxConnections(2).maxUdpSessions(2).build());
        List<Backend> pods = backends(1);
        small.apply("default", "web", List.of(port(Set.of(tcp), endpoints(pods), Optional.empty())));
        try (Socket first = connect(tcp);
                Socket second = connect(tcp)) {
            assertThat(readLine(first)).isEqualTo("0");
            assertThat(readLine(second)).isEqualTo("0");
            try (Socket third = connect(tcp)) {
                third.setSoTimeout(200);
                assertThatThrownBy(() -> third.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                first.close();
                third.setSoTimeout(10_000);
                assertThat(readLine(third)).isEqualTo("0");
            }
        }
        small.close();
    }

    @Test
    void aClientWithAffinityStaysWithItsEndpoint() throws Exception {
        List<Backend> pods = backends(3);
        apply(Set.of(tcp), pods, Optional.of(Duration.ofSeconds(10)));
        assertThat(ask(10)).isEqualTo(Map.of("0", 10));
        clock.advance(Duration.ofSeconds(11));
        assertThat(ask(10)).isEqualTo(Map.of("1", 10));
    }

    @Test
    void aPortInUseIsReportedOnceAndOpenedWhenItIsFree() throws Exception {
        ServerSocket squatter = keep(new ServerSocket(tcp.port(), 50, InetAddress.getByName(tcp.ip())));
        List<Backend> pods = backends(1);
        assertThat(listen(tcp, pods)).contains(Duration.ofSeconds(1));
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).startsWith("default/web FailedToBindPort Cannot listen on " + tcp);
        clock.advance(Duration.ofSeconds(1));
        assertThat(listen(tcp, pods)).contains(Duration.ofSeconds(2));
        squatter.close();
        clock.advance(Duration.ofSeconds(1));
        assertThat(listen(tcp, pods)).contains(Duration.ofSeconds(1));
        assertThat(engine.listening()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(listen(tcp, pods)).isEmpty();
        assertThat(ask(tcp)).isEqualTo("0");
        assertThat(warnings).hasSize(1);
    }

    @Test
    void twoPortsOfAServiceCanSwapTheirAddresses() throws Exception {
        ListenAddress other = freeAddress(Transport.TCP);
        List<Endpoint> pods = endpoints(backends(1));
        ServicePortName a = new ServicePortName("default", "web", "a", Transport.TCP);
        ServicePortName b = new ServicePortName("default", "web", "b", Transport.TCP);
        for (int i = 0; i < 2; i++) {
            engine.apply(
                    "default",
                    "web",
                    List.of(
                            new ServicePort(i == 0 ? a : b, Set.of(tcp), pods, Optional.empty(), 0),
                            new ServicePort(i == 0 ? b : a, Set.of(other), pods, Optional.empty(), 0)));
        }
        assertThat(engine.listening()).containsExactlyInAnyOrder(tcp, other);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aClosedAddressIsFreeAtOnce() throws Exception {
        ListenAddress udp = freeAddress(Transport.UDP);
        List<Backend> pods = backends(1);
        List<UdpBackend> udpPods = List.of(keep(new UdpBackend("a")));
        for (int i = 0; i < 300; i++) {
            listen(tcp, pods);
            applyUdp(udp, udpPods);
            assertThat(engine.listening()).containsExactlyInAnyOrder(tcp, udp);
            listen(tcp, List.of());
            applyUdp(udp, List.of());
            new ServerSocket(tcp.port(), 1, InetAddress.getByName(tcp.ip())).close();
            new DatagramSocket(udp.socketAddress()).close();
        }
    }

    @Test
    void datagramsOfAClientGoToOneEndpointAndItsAnswersComeBack() throws Exception {
        ListenAddress udp = freeAddress(Transport.UDP);
        List<UdpBackend> pods = List.of(keep(new UdpBackend("a")), keep(new UdpBackend("b")));
        applyUdp(udp, pods);
        try (DatagramSocket alice = new DatagramSocket();
                DatagramSocket bob = new DatagramSocket()) {
            assertThat(exchange(alice, udp, "1")).isEqualTo("a:1");
            assertThat(exchange(bob, udp, "2")).isEqualTo("b:2");
            assertThat(exchange(alice, udp, "3")).isEqualTo("a:3");
            applyUdp(udp, pods.subList(1, 2));
            assertThat(exchange(alice, udp, "4")).isEqualTo("b:4");
        }
    }

    @Test
    void aSilentUdpClientLosesItsSession() throws Exception {
        ListenAddress udp = freeAddress(Transport.UDP);
        applyUdp(udp, List.of(keep(new UdpBackend("a")), keep(new UdpBackend("b"))));
        try (DatagramSocket alice = new DatagramSocket()) {
            assertThat(exchange(alice, udp, "1")).isEqualTo("a:1");
            clock.advance(ProxyOptions.defaults().udpIdleTimeout().plusSeconds(1));
            assertThat(exchange(alice, udp, "2")).isEqualTo("b:2");
        }
    }

    @Test
    void theUdpSessionSilentForLongestMakesRoom() throws Exception {
        ProxyEngine small = engine(
                ProxyOptions.builder().maxConnections(2).maxUdpSessions(2).build());
        ListenAddress udp = freeAddress(Transport.UDP);
        UdpBackend pod = keep(new UdpBackend("a"));
        small.apply("default", "dns", List.of(udpPort(udp, List.of(pod))));
        Set<Integer> sources = new HashSet<>();
        List<DatagramSocket> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            DatagramSocket client = keep(new DatagramSocket());
            clients.add(client);
            assertThat(exchange(client, udp, "x")).isEqualTo("a:x");
            sources.add(pod.sources.take());
        }
        assertThat(sources).hasSize(3);
        exchange(clients.get(2), udp, "x");
        assertThat(sources).contains(pod.sources.take());
        exchange(clients.get(0), udp, "x");
        assertThat(sources).doesNotContain(pod.sources.take());
        small.close();
    }

    private ProxyEngine engine(ProxyOptions options) {
        ServiceEvents events = (port, type, reason, message) ->
                warnings.add(port.namespace() + "/" + port.service() + " " + reason + " " + message);
        return new ProxyEngine(new ProxyContext(
                options,
                clock,
                loops,
                ProxyContext.newConnections(),
                new ServiceAddresses(),
                new LocalAddresses(),
                events,
                metrics));
    }

    private Optional<Duration> listen(ListenAddress address, List<Backend> pods) {
        return apply(Set.of(address), pods, Optional.empty());
    }

    private Optional<Duration> apply(Set<ListenAddress> addresses, List<Backend> pods, Optional<Duration> affinity) {
        return applyEndpoints(addresses, endpoints(pods), affinity);
    }

    private Optional<Duration> applyEndpoints(
            Set<ListenAddress> addresses, List<Endpoint> endpoints, Optional<Duration> affinity) {
        return engine.apply("default", "web", List.of(port(addresses, endpoints, affinity)));
    }

    private void applyUdp(ListenAddress address, List<UdpBackend> pods) {
        engine.apply("default", "dns", List.of(udpPort(address, pods)));
    }

    private static ServicePort udpPort(ListenAddress address, List<UdpBackend> pods) {
        return new ServicePort(
                new ServicePortName("default", "dns", "dns", Transport.UDP),
                Set.of(address),
                pods.stream().map(UdpBackend::endpoint).toList(),
                Optional.empty(),
                0);
    }

    private static ServicePort port(
            Set<ListenAddress> addresses, List<Endpoint> endpoints, Optional<Duration> affinity) {
        return new ServicePort(
                new ServicePortName("default", "web", "http", Transport.TCP), addresses, endpoints, affinity, 0);
    }

    private static List<Endpoint> endpoints(List<Backend> pods) {
        return pods.stream().map(Backend::endpoint).toList();
    }

    private List<Backend> backends(int count) throws IOException {
        List<Backend> pods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pods.add(keep(new Backend(String.valueOf(i), "127.244.0." + (2 + i))));
        }
        return pods;
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private Map<String, Integer> ask(int times) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            counts.merge(ask(tcp), 1, Integer::sum);
        }
        return counts;
    }

    private static String ask(ListenAddress address) throws IOException {
        try (Socket client = connect(address)) {
            return readLine(client);
        }
    }

    private static Socket connect(ListenAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(address.socketAddress(), 10_000);
        return socket;
    }

    private static String echo(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return readLine(client);
    }

    private static String readLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c != '\n';
                c = socket.getInputStream().read()) {
            if (c < 0) {
                throw new IOException("stream ended after \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private static String exchange(DatagramSocket client, ListenAddress to, String text) throws IOException {
        client.setSoTimeout(10_000);
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        client.send(new DatagramPacket(payload, payload.length, to.socketAddress()));
        DatagramPacket answer = new DatagramPacket(new byte[512], 512);
        client.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }

    private static void send(Socket socket, int size, AtomicLong sent) {
        byte[] chunk = new byte[MIB / 4];
        try {
            OutputStream out = socket.getOutputStream();
            while (sent.get() < size) {
                Arrays.fill(chunk, (byte) (sent.get() / chunk.length));
                out.write(chunk);
                sent.addAndGet(chunk.length);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean drain(InputStream in, int size) throws IOException {
        byte[] chunk = new byte[MIB / 4];
        for (long at = 0; at < size; at += chunk.length) {
            in.readNBytes(chunk, 0, chunk.length);
            for (byte b : chunk) {
                if (b != (byte) (at / chunk.length)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static ListenAddress freeAddress(Transport transport) {
        try {
            InetAddress ip = InetAddress.getByName("127.96.77.1");
            if (transport == Transport.UDP) {
                try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(ip, 0))) {
                    return new ListenAddress(transport, ip.getHostAddress(), probe.getLocalPort());
                }
            }
            try (ServerSocket probe = new ServerSocket(0, 1, ip)) {
                return new ListenAddress(transport, ip.getHostAddress(), probe.getLocalPort());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Says its name, then repeats every line it hears, then says bye. */
    private static final class Backend implements AutoCloseable {
        private final String name;
        private final ServerSocket socket;

        Backend(String name, String ip) throws IOException {
            this.name = name;
            socket = new ServerSocket(0, 50, InetAddress.getByName(ip));
            Thread acceptor = new Thread(this::accept, "backend-" + name);
            acceptor.setDaemon(true);
            acceptor.start();
        }

        Endpoint endpoint() {
            return Endpoint.of(socket.getInetAddress().getHostAddress(), socket.getLocalPort());
        }

        private void accept() {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    Thread thread = new Thread(() -> serve(client));
                    thread.setDaemon(true);
                    thread.start();
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void serve(Socket client) {
            try (client) {
                client.getOutputStream().write((name + "\n").getBytes(StandardCharsets.UTF_8));
                client.getInputStream().transferTo(client.getOutputStream());
                client.getOutputStream().write("bye\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException gone) {
                assertThat(gone).hasMessageMatching("(?i).*(reset|broken pipe).*");
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Answers every datagram with its name and the text; notes the ports it was asked from. */
    private static final class UdpBackend implements AutoCloseable {
        private final String name;
        private final DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.244.0.2", 0));
        private final BlockingQueue<Integer> sources = new ArrayBlockingQueue<>(100);

        UdpBackend(String name) throws IOException {
            this.name = name;
            Thread thread = new Thread(this::serve, "backend-" + name);
            thread.setDaemon(true);
            thread.start();
        }

        Endpoint endpoint() {
            return Endpoint.of("127.244.0.2", socket.getLocalPort());
        }

        private void serve() {
            while (!socket.isClosed()) {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                    socket.receive(packet);
                    sources.add(packet.getPort());
                    String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                    byte[] answer = (name + ":" + text).getBytes(StandardCharsets.UTF_8);
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
