package dev.coracle.benchmarks;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A queries over UDP, with a window of them on the way from each of a few sockets; dnsmasq beside it. */
final class DnsBenchmark implements Benchmark {
    private static final int SOCKETS = 4;
    private static final int WINDOW = 16;
    private static final int ANSWER_TIMEOUT_MILLIS = 1_000;
    private static final String NAME = "kubernetes.default.svc.cluster.local";

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public List<Measurement> run(BenchOptions options) throws Exception {
        try (ControlPlane coracle = ControlPlane.start(ControlPlaneOptions.defaults())) {
            double ours = load(options, coracle.dnsAddress());
            Measurement measurement = Measurement.of("DNS, A over UDP", ours, "queries/s");
            Optional<Path> dnsmasq = Peer.find("dnsmasq");
            if (dnsmasq.isPresent()) {
                int port = Peer.freePort();
                List<String> command = List.of(
                        dnsmasq.get().toString(),
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--no-resolv",
                        "--no-hosts",
                        "--listen-address=127.0.0.1",
                        "--bind-interfaces",
                        "--port=" + port,
                        "--address=/" + NAME + "/127.96.0.1");
                try (Peer peer = Peer.start(command, port)) {
                    double theirs = load(options, new InetSocketAddress("127.0.0.1", port));
                    measurement = measurement.beside("dnsmasq", theirs);
                }
            }
            return List.of(measurement);
        }
    }

    private static double load(BenchOptions options, InetSocketAddress server) throws InterruptedException {
        query(options.warmUp().toNanos(), server);
        double[] rounds = new double[options.rounds()];
        for (int i = 0; i < rounds.length; i++) {
            rounds[i] = query(options.counted().toNanos(), server);
        }
        java.util.Arrays.sort(rounds);
        return rounds[rounds.length / 2];
    }

    private static double query(long nanos, InetSocketAddress server) throws InterruptedException {
        AtomicLong answers = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < SOCKETS; i++) {
            Thread thread = new Thread(() -> answers.addAndGet(query(server, start + nanos)), "dns-load-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return answers.get() * 1e9 / (System.nanoTime() - start);
    }

    private static long query(InetSocketAddress server, long end) {
        byte[] question = question();
        byte[] buffer = new byte[512];
        long answered = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
            DatagramPacket request = new DatagramPacket(question, question.length);
            DatagramPacket response = new DatagramPacket(buffer, buffer.length);
            for (int i = 0; i < WINDOW; i++) {
                socket.send(request);
            }
            while (System.nanoTime() < end) {
                socket.receive(response);
                if ((buffer[3] & 0x0f) != 0 || buffer[7] == 0) {
                    throw new IllegalStateException("the answer to " + NAME + " carries no address");
                }
                answered++;
                socket.send(request);
            }
            return answered;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] question() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : NAME.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(new byte[] {0, 0, 1, 0, 1});
        return out.toByteArray();
    }
}
