package dev.coracle.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.clock.ManualClock;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class DnsSocketsIT {
    private static final Logger log = LoggerFactory.getLogger(DnsSocketsIT.class);
    private static final String WEB = "web.default.svc.cluster.local.";

    private final SampleCluster cluster = new SampleCluster();
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final DnsOptions options =
            DnsOptions.builder().port(0).maxTcpConnections(2).build();
    private final DnsSockets sockets = new DnsSockets(options, clock, new Responder(cluster.zones, () -> true));

    @BeforeEach
    void open() {
        sockets.open();
    }

    @AfterEach
    void close() {
        sockets.close();
        clock.close();
    }

    @Test
    void udpAndTcpAnswerOnTheSamePort() throws Exception {
        try (DatagramSocket client = udpClient();
                Socket tcp = tcpClient()) {
            assertThat(records(udp(client, Wire.query(1, WEB, DnsRecordType.A, 0))))
                    .containsExactly(WEB + " 30 IN A 127.96.0.20");
            send(tcp, Wire.query(2, WEB, DnsRecordType.A, 0));
            assertThat(records(Wire.response(receive(tcp)))).containsExactly(WEB + " 30 IN A 127.96.0.20");
        }
    }

    @Test
    void aTruncatedAnswerIsWholeOverTcp() throws Exception {
        cluster.putCrowd(1_000);
        byte[] query = Wire.query(1, "crowd.default.svc.cluster.local.", DnsRecordType.A, 1232);
        try (DatagramSocket client = udpClient();
                Socket tcp = tcpClient()) {
            assertThat(udp(client, query).isTruncated()).isTrue();
            send(tcp, query);
            DnsResponse whole = Wire.response(receive(tcp));
            assertThat(whole.isTruncated()).isFalse();
            assertThat(whole.count(DnsSection.ANSWER)).isEqualTo(1_000);
        }
    }

    @Test
    void queriesSentTogetherOverTcpAreAnsweredInOrder() throws Exception {
        try (Socket tcp = tcpClient()) {
            for (int id = 1; id <= 500; id++) {
                send(tcp, Wire.query(id, WEB, DnsRecordType.A, 0));
            }
            for (int id = 1; id <= 500; id++) {
                assertThat(Wire.response(receive(tcp)).id()).isEqualTo(id);
            }
        }
    }

    @Test
    void aSilentTcpConnectionIsClosed() throws Exception {
        try (Socket tcp = tcpClient()) {
            send(tcp, Wire.query(1, WEB, DnsRecordType.A, 0));
            receive(tcp);
            clock.advance(Duration.ofSeconds(9));
            send(tcp, Wire.query(2, WEB, DnsRecordType.A, 0));
            receive(tcp);
            clock.advance(Duration.ofSeconds(9));
            send(tcp, Wire.query(3, WEB, DnsRecordType.A, 0));
            receive(tcp);
            clock.advance(Duration.ofSeconds(11));
            assertThat(tcp.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void tcpConnectionsBeyondTheBoundAreClosed() throws Exception {
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Socket socket = tcpClient();
            held.add(socket);
            send(socket, Wire.query(1, WEB, DnsRecordType.A, 0));
            receive(socket);
        }
        try (Socket third = tcpClient()) {
            assertThat(third.getInputStream().read()).isEqualTo(-1);
        }
        for (Socket socket : held) {
            socket.close();
        }
    }

    @Test
    void aPortInUseIsNamedInTheError() {
        DnsSockets second = new DnsSockets(
                DnsOptions.builder().port(sockets.address().getPort()).build(),
                clock,
                new Responder(cluster.zones, () -> true));
        assertThatThrownBy(second::open)
                .hasMessageContaining("cannot listen for DNS over TCP on 127.0.0.1:"
                        + sockets.address().getPort());
        second.close();
    }

    @Test
    void garbageDoesNotStopTheServer() throws Exception {
        long seed = new Random().nextLong();
        log.info("seed {}", seed);
        Random random = new Random(seed);
        try (DatagramSocket client = udpClient()) {
            for (int i = 0; i < 2_000; i++) {
                byte[] garbage = new byte[random.nextInt(600)];
                random.nextBytes(garbage);
                client.send(new DatagramPacket(garbage, garbage.length, sockets.address()));
            }
            try (Socket tcp = tcpClient()) {
                send(tcp, new byte[5]);
                assertThat(tcp.getInputStream().read()).isEqualTo(-1);
            }
        }
        try (DatagramSocket client = udpClient()) {
            assertThat(udp(client, Wire.query(1, WEB, DnsRecordType.A, 0)).code())
                    .isEqualTo(DnsResponseCode.NOERROR);
        }
    }

    private static List<String> records(DnsResponse response) {
        return Wire.records(response, DnsSection.ANSWER);
    }

    private static DatagramSocket udpClient() throws IOException {
        DatagramSocket client = new DatagramSocket();
        client.setSoTimeout(10_000);
        return client;
    }

    private Socket tcpClient() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        InetSocketAddress address = sockets.address();
        socket.connect(address, 10_000);
        return socket;
    }

    private DnsResponse udp(DatagramSocket client, byte[] query) throws IOException {
        client.send(new DatagramPacket(query, query.length, sockets.address()));
        DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
        client.receive(answer);
        return Wire.response(Arrays.copyOf(answer.getData(), answer.getLength()));
    }

    private static void send(Socket socket, byte[] message) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        out.writeShort(message.length);
        out.write(message);
        out.flush();
    }

    private static byte[] receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }
}
