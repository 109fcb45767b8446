package dev.coracle.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that does the same job, run beside Coracle in the same sitting. */
final class Peer implements AutoCloseable {
    private final Process process;

    Peer(Process process) {
        this.process = process;
    }

    /** The program's path, if it is installed; {@code KUBEBUILDER_ASSETS} is where envtest keeps a control plane's. */
    static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:"
                + System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "");
        return Stream.of(path.split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it and waits until it takes TCP connections on the port. */
    static Peer start(List<String> command, int port) throws IOException, InterruptedException {
        Peer peer = new Peer(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!accepts(port)) {
            if (System.nanoTime() > deadline || !peer.process.isAlive()) {
                peer.close();
                throw new IllegalStateException(command.get(0) + " does not listen on " + port);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return peer;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
