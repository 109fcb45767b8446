package dev.coracle.kubelet.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.Clock;
import dev.coracle.kubelet.container.ContainerIdentity;
import dev.coracle.kubelet.container.SiteFaults;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every container runtime does; those without sockets override {@link #answers}. */
abstract class RuntimeContract {
    static final String IP = "127.244.250.7";

    final Clock clock = Clock.system();
    final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger ids = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    ContainerRuntime runtime;

    abstract ContainerRuntime create() throws IOException;

    final PodSockets sockets = new PodSockets(new LocalAddresses());

    /** Whether containers listen. */
    boolean answers() {
        return true;
    }

    @BeforeEach
    void open() throws IOException {
        runtime = create();
        runtime.start();
    }

    @AfterEach
    void close() {
        runtime.close();
        clock.close();
    }

    ContainerConfig config(int attempt, int port, boolean runToCompletion) {
        return config(attempt, List.of(port), runToCompletion);
    }

    private ContainerConfig config(int attempt, List<Integer> ports, boolean runToCompletion) {
        return config(IP, attempt, ports, runToCompletion);
    }

    private ContainerConfig config(String ip, int attempt, List<Integer> ports, boolean runToCompletion) {
        String id =
                String.format("%064x", 0xc0ac1e0000L + ProcessHandle.current().pid() * 1000 + ids.incrementAndGet());
        return new ContainerConfig(
                id,
                new ContainerKey("uid-1", "default", "web-0", "nginx", attempt),
                new ContainerIdentity("web-0", "default", ip, "node-1", "nginx", "nginx:1.25"),
                ports,
                List.of(),
                Map.of("GREETING", "hello", "JAVA_TOOL_OPTIONS", "-Dnot.for=us"),
                runToCompletion,
                SiteFaults.NONE);
    }

    Container start(ContainerConfig config) {
        return runtime.start(config, changes::incrementAndGet);
    }

    Container startRunning(int port) {
        Container container = start(config(0, port, false));
        awaitState(container, ContainerState.Running.class);
        return container;
    }

    static <S extends ContainerState> S awaitState(Container container, Class<S> state) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            if (container.state() instanceof ContainerState.Exited exited && state != ContainerState.Exited.class) {
                throw new AssertionError("exited early: " + exited);
            }
            return state.isInstance(container.state());
        });
        return state.cast(container.state());
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(IP))) {
            return probe.getLocalPort();
        }
    }

    HttpResponse<String> request(String method, int port, String path, String... headers) throws Exception {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://" + IP + ":" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(5))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
    }

    List<String> log(ContainerKey key) {
        List<String> lines = new ArrayList<>();
        ContainerLog log = runtime.log(key).orElseThrow();
        try (LogCursor cursor = log.open()) {
            for (List<LogLine> some = cursor.read(100); !some.isEmpty(); some = cursor.read(100)) {
                some.forEach(line -> lines.add(line.text()));
            }
        }
        return lines;
    }

    @Test
    void runsUntilItIsStoppedAndThenExitsWithZero() throws Exception {
        Container container = startRunning(freePort());
        container.stop(Duration.ofSeconds(10));
        ContainerState.Exited exited = awaitState(container, ContainerState.Exited.class);
        assertThat(exited.code()).isZero();
        assertThat(exited.finishedAt()).isAfterOrEqualTo(exited.startedAt());
        assertThat(changes.get()).isPositive();
    }

    @Test
    void isAtAPortOf127001WhereItsAddressIsNotOfThisMachine() throws Exception {
        Assumptions.assumeTrue(answers());
        Container container = start(config("203.0.113.7", 0, List.of(80), false));
        awaitState(container, ContainerState.Running.class);
        InetSocketAddress at = sockets.dial("203.0.113.7", 80);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.getPort() + "/"))
                .timeout(Duration.ofSeconds(5))
                .build();

        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .contains("ip: 203.0.113.7");

        container.stop(Duration.ofSeconds(10));
        awaitState(container, ContainerState.Exited.class);
    }

    @Test
    void runsWithoutAPortUntilItIsStopped() {
        Container container = start(config(0, List.of(), false));
        awaitState(container, ContainerState.Running.class);
        container.stop(Duration.ofSeconds(10));
        assertThat(awaitState(container, ContainerState.Exited.class).code()).isZero();
    }

    @Test
    void isKilledWithoutGraceAndExitsWith137() throws Exception {
        Container container = startRunning(freePort());
        container.stop(Duration.ZERO);
        assertThat(awaitState(container, ContainerState.Exited.class).code()).isEqualTo(137);
    }

    @Test
    void runsToCompletionWhenAskedTo() throws Exception {
        Container container = start(config(0, freePort(), true));
        assertThat(awaitState(container, ContainerState.Exited.class).code()).isZero();
    }

    @Test
    void canBeStoppedTwice() throws Exception {
        Container container = startRunning(freePort());
        container.stop(Duration.ofSeconds(10));
        container.stop(Duration.ZERO);
        awaitState(container, ContainerState.Exited.class);
        container.stop(Duration.ZERO);
        assertThat(container.state()).isInstanceOf(ContainerState.Exited.class);
    }

    @Test
    void restartsOnTheSamePort() throws Exception {
        int port = freePort();
        Container first = startRunning(port);
        first.stop(Duration.ZERO);
        awaitState(first, ContainerState.Exited.class);
        Container second = start(config(1, port, false));
        awaitState(second, ContainerState.Running.class);
        if (answers()) {
            assertThat(request("GET", port, "/").statusCode()).isEqualTo(200);
        }
    }

    /** How often {@link #portIsFreeOnceTheContainerHasExited} starts and stops; it is a race that it must win. */
    int restarts() {
        return 3;
    }

    @Test
    void portIsFreeOnceTheContainerHasExited() throws Exception {
        int port = freePort();
        for (int attempt = 0; attempt < restarts(); attempt++) {
            Container container = start(config(attempt, port, false));
            spinWhile(container, ContainerState.Starting.class);
            assertThat(container.state()).isInstanceOf(ContainerState.Running.class);
            container.stop(attempt % 2 == 0 ? Duration.ZERO : Duration.ofSeconds(10));
            spinWhile(container, ContainerState.Running.class);
        }
    }

    /** Goes on at once when the container leaves the state, as an impatient kubelet would. */
    private static void spinWhile(Container container, Class<? extends ContainerState> state) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (state.isInstance(container.state())) {
            assertThat(System.nanoTime()).as("time in %s", state).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void closingEndsEveryContainer() throws Exception {
        List<Container> containers =
                Stream.of(startRunning(freePort()), startRunning(freePort())).toList();
        runtime.close();
        runtime.close();
        if (answers()) {
            for (Container container : containers) {
                awaitState(container, ContainerState.Exited.class);
            }
        }
    }

    @Test
    void answersWithWhoItIs() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        startRunning(port);
        HttpResponse<String> text = request("GET", port, "/a/b?c=d");
        assertThat(text.statusCode()).isEqualTo(200);
        assertThat(text.body())
                .isEqualTo("pod: web-0\nnamespace: default\nip: " + IP
                        + "\nnode: node-1\ncontainer: nginx\nimage: nginx:1.25\npath: /a/b\n");
        assertThat(request("GET", port, "/", "Accept", "application/json").body())
                .isEqualTo("{\"pod\":\"web-0\",\"namespace\":\"default\",\"ip\":\"" + IP
                        + "\",\"node\":\"node-1\",\"container\":\"nginx\",\"image\":\"nginx:1.25\",\"path\":\"/\"}\n");
        assertThat(request("HEAD", port, "/").body()).isEmpty();
    }

    @Test
    void skipsRequestBodiesAndServesPipelinedRequests() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        startRunning(port);
        try (Socket socket = new Socket(IP, port)) {
            socket.getOutputStream()
                    .write(("POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /"
                                    + "POST /two HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + "3\r\nabc\r\n0\r\n\r\n"
                                    + "GET /three HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(4);
            assertThat(all).contains("path: /one", "path: /two", "path: /three");
        }
    }

    @Test
    void refusesWhatIsNotHttp() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        startRunning(port);
        try (Socket socket = new Socket(IP, port)) {
            socket.getOutputStream().write("PING\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 Bad Request");
        }
    }

    @Test
    void logsItsStartAndEachRequest() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        Container container = startRunning(port);
        request("GET", port, "/seen", "User-Agent", "tester");
        await().untilAsserted(() -> assertThat(log(container.config().key()))
                .first()
                .isEqualTo("coracle: listening on " + IP + " ports " + port));
        await().untilAsserted(() -> assertThat(log(container.config().key()))
                .anyMatch(line -> line.matches("127\\.\\S+ \"GET /seen\" 200 \\d+ \"tester\"")));
    }

    @Test
    void failsAndRecoversOnRequest() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        startRunning(port);
        assertThat(request("GET", port, "/coracle/fail?status=503&path=/x").statusCode())
                .isEqualTo(405);
        assertThat(request("POST", port, "/coracle/fail?status=503&path=/x").statusCode())
                .isEqualTo(200);
        assertThat(request("GET", port, "/x").statusCode()).isEqualTo(503);
        assertThat(request("GET", port, "/y").statusCode()).isEqualTo(200);
        request("POST", port, "/coracle/fail");
        assertThat(request("GET", port, "/y").statusCode()).isEqualTo(500);
        request("POST", port, "/coracle/recover");
        assertThat(request("GET", port, "/x").statusCode()).isEqualTo(200);
    }

    private Container startWith(int port, SiteFaults faults) {
        ContainerConfig healthy = config(0, port, false);
        return start(new ContainerConfig(
                healthy.id(),
                healthy.key(),
                healthy.identity(),
                healthy.ports(),
                healthy.command(),
                healthy.environment(),
                false,
                faults));
    }

    @Test
    void failsTheRateOfRequestsThatItIsToldTo() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        awaitState(startWith(port, new SiteFaults(0, 0, 0.25)), ContainerState.Running.class);
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            codes.add(request("GET", port, "/").statusCode());
        }
        assertThat(codes).containsExactly(200, 200, 200, 500, 200, 200, 200, 500);
    }

    @Test
    void holdsEachAnswerBackAsLongAsItIsToldTo() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        awaitState(startWith(port, new SiteFaults(0, 200, 0)), ContainerState.Running.class);
        long begun = System.nanoTime();
        assertThat(request("GET", port, "/").statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void runsForAWhileBeforeAnybodyCanConnect() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        Container container = startWith(port, new SiteFaults(1500, 0, 0));
        awaitState(container, ContainerState.Running.class);
        awaitRefusal(port);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try {
                return request("GET", port, "/").statusCode() == 200;
            } catch (ConnectException notYet) {
                return false;
            }
        });
        container.stop(Duration.ofSeconds(5));
        assertThat(awaitState(container, ContainerState.Exited.class).code()).isZero();
    }

    @Test
    void exitsWithTheCodeAClientAsksFor() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        Container container = startRunning(port);
        assertThat(request("POST", port, "/coracle/exit?code=3").body()).isEqualTo("exiting with code 3\n");
        assertThat(awaitState(container, ContainerState.Exited.class).code()).isEqualTo(3);
    }

    @Test
    void exitsWithAClearMessageWhenThePortIsTaken() throws Exception {
        if (!answers()) {
            return;
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(IP))) {
            Container container = start(config(0, taken.getLocalPort(), false));
            ContainerState.Exited exited = awaitState(container, ContainerState.Exited.class);
            assertThat(exited.code()).isEqualTo(1);
            assertThat(exited.message())
                    .isEqualTo("coracle: cannot listen on " + IP + ":" + taken.getLocalPort()
                            + ": Address already in use");
            assertThat(log(container.config().key())).containsExactly(exited.message());
        }
    }

    @Test
    void finishesTheRequestUnderWayWhenStopped() throws Exception {
        if (!answers()) {
            return;
        }
        int port = freePort();
        Container container = startRunning(port);
        try (Socket socket = new Socket(IP, port)) {
            socket.getOutputStream().write("GET /late HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
            container.stop(Duration.ofSeconds(10));
            awaitRefusal(port);
            socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("Connection: close");
        }
        assertThat(awaitState(container, ContainerState.Exited.class).code()).isZero();
    }

    private static void awaitRefusal(int port) {
        await().until(() -> {
            try (Socket another = new Socket(IP, port)) {
                return false;
            } catch (ConnectException refused) {
                return true;
            }
        });
    }
}
