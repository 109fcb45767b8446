package dev.coracle.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API server in a process of its own, with an empty store on disk: Coracle's, or upstream's beside its etcd.
 *
 * @param name as the table says it
 * @param start from its command to its first answer
 */
record ApiTarget(String name, int port, String token, Duration start, List<AutoCloseable> processes)
        implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("listening on http://127\\.0\\.0\\.1:(\\d+)");
    private static final String TOKEN = "benchmark";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    ApiTarget {
        processes = List.copyOf(processes);
    }

    /** {@code coracle apiserver}, started through the launcher. */
    static ApiTarget coracle(Path launcher) throws IOException {
        Path data = Files.createTempDirectory("coracle-bench");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(
                        launcher.toString(), "apiserver", "--port", "0", "--data-dir", data.toString())
                .redirectErrorStream(true)
                .start();
        StringBuilder printed = new StringBuilder();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            printed.append(line).append('\n');
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                Duration start = Duration.ofNanos(System.nanoTime() - begin);
                return new ApiTarget(
                        "Coracle", Integer.parseInt(listens.group(1)), "", start, List.of(new Peer(process)));
            }
        }
        throw new IllegalStateException("coracle apiserver ended before it was ready: " + printed);
    }

    /** {@code kube-apiserver} and {@code etcd}, if both are on the PATH or where envtest keeps them. */
    static Optional<ApiTarget> upstream() throws Exception {
        Optional<Path> server = Peer.find("kube-apiserver");
        Optional<Path> etcd = Peer.find("etcd");
        return server.isPresent() && etcd.isPresent()
                ? Optional.of(upstream(server.get(), etcd.get()))
                : Optional.empty();
    }

    private static ApiTarget upstream(Path server, Path etcd) throws Exception {
        Path folder = Files.createTempDirectory(
                "kube-apiserver-bench",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(folder.resolve("tokens.csv"), TOKEN + ",admin,admin,\"system:masters\"\n");
        Files.writeString(folder.resolve("sa.key"), signingKey());
        int clients = Peer.freePort();
        int peers = Peer.freePort();
        int port = Peer.freePort();
        String etcdUrl = "http://127.0.0.1:" + clients;
        String peerUrl = "http://127.0.0.1:" + peers;
        long begin = System.nanoTime();
        Peer store = Peer.start(
                List.of(
                        etcd.toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + etcdUrl,
                        "--advertise-client-urls=" + etcdUrl,
                        "--listen-peer-urls=" + peerUrl,
                        "--initial-advertise-peer-urls=" + peerUrl,
                        "--initial-cluster=default=" + peerUrl),
                clients);
        Peer api = Peer.start(
                List.of(
                        server.toString(),
                        "--etcd-servers=" + etcdUrl,
                        "--bind-address=127.0.0.1",
                        "--advertise-address=127.0.0.1",
                        "--secure-port=" + port,
                        "--cert-dir=" + folder.resolve("certs"),
                        "--token-auth-file=" + folder.resolve("tokens.csv"),
                        "--authorization-mode=AlwaysAllow",
                        "--endpoint-reconciler-type=none",
                        "--service-cluster-ip-range=10.96.0.0/16",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + folder.resolve("sa.key"),
                        "--service-account-signing-key-file=" + folder.resolve("sa.key")),
                port);
        ApiTarget target = new ApiTarget("kube-apiserver and etcd", port, TOKEN, Duration.ZERO, List.of(api, store));
        target.awaitReady(begin + PATIENCE.toNanos());
        return new ApiTarget(target.name, port, TOKEN, Duration.ofNanos(System.nanoTime() - begin), target.processes);
    }

    private static String signingKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private void awaitReady(long deadline) throws Exception {
        try (Http http = http(1)) {
            while (!isReady(http)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(name + " is not ready after " + PATIENCE);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static boolean isReady(Http http) throws InterruptedException {
        try {
            http.get("/readyz").get(5, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        }
    }

    /** Kept-alive connections to it; over TLS where the server takes nothing else. */
    Http http(int connections) {
        return token.isEmpty()
                ? new Http("127.0.0.1", port, connections, true)
                : Http.secure("127.0.0.1", port, connections, token);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable process : processes) {
            process.close();
        }
    }
}
