package dev.coracle.kubelet.container;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The program a container's process runs. It takes {@code key=value} arguments, so a process list shows which pod a
 * process belongs to: pod, namespace, container, image, ip, node and ports (comma separated, none for a container that
 * listens nowhere), and listen where it has to listen at other ports of 127.0.0.1 instead. {@code complete=true} makes it
 * end at once with code 0, as an init container does; {@code faults=} says what is wrong with it.
 *
 * <p>SIGTERM finishes the requests under way and ends it with code 0, as nginx does. It also ends when {@code
 * parent=}, the process that started it, is gone.
 *
 * <p>The main thread runs the loop and leaves it before the JVM halts: a thread still inside the kernel would make
 * HotSpot wait 300 ms for it.
 */
public final class FakeContainer extends Thread implements Outlet {
    /** What the first line of output begins with when the container listens. */
    public static final String LISTENING = "coracle: listening on ";

    private static final long PARENT_CHECK_MILLIS = 1000;

    /** What a connection without a request may delay the end by. */
    private static final long DRAIN_SECONDS = 1;

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final CountDownLatch drained = new CountDownLatch(1);
    private final HttpLoop loop;
    private volatile Site site;

    private FakeContainer(HttpLoop loop, ContainerIdentity identity, InetSocketAddress[] addresses, SiteFaults faults)
            throws IOException {
        super("shutdown");
        this.loop = loop;
        this.site = loop.open(identity, addresses, faults, this);
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            options.put(arg.substring(0, Math.max(0, equals)), arg.substring(equals + 1));
        }
        if (options.containsKey("rehearse")) {
            Rehearsal.run();
            return;
        }
        if (options.containsKey("complete")) {
            System.out.println("coracle: completed");
            return;
        }
        ContainerIdentity identity = new ContainerIdentity(
                option(options, "pod"),
                option(options, "namespace"),
                option(options, "ip"),
                option(options, "node"),
                option(options, "container"),
                option(options, "image"));
        InetSocketAddress[] addresses = addresses(identity.ip(), option(options, "ports"), options.get("listen"));
        long parent = Long.parseLong(option(options, "parent"));
        SiteFaults faults = SiteFaults.parse(options.getOrDefault("faults", SiteFaults.NONE.toString()));
        for (long left = faults.startMillis(); left > 0; left -= PARENT_CHECK_MILLIS) {
            Thread.sleep(Math.min(left, PARENT_CHECK_MILLIS));
            endWithout(parent);
        }
        HttpLoop loop = HttpLoop.unstarted(PARENT_CHECK_MILLIS, () -> endWithout(parent));
        try {
            FakeContainer container = new FakeContainer(loop, identity, addresses, faults);
            Runtime.getRuntime().addShutdownHook(container);
            container.line(LISTENING + identity.ip() + " ports " + option(options, "ports"));
        } catch (BindFailure taken) {
            System.out.println("coracle: " + taken.getMessage());
            Runtime.getRuntime().halt(1);
        }
        loop.run();
    }

    /** The ports of {@code ip}, or those of 127.0.0.1 that stand in for them. A container may well listen nowhere. */
    static InetSocketAddress[] addresses(String ip, String ports, @Nullable String listen) throws IOException {
        String host = listen == null ? ip : "127.0.0.1";
        String list = listen == null ? ports : listen;
        String[] names = list.isEmpty() ? new String[0] : list.split(",", -1);
        InetSocketAddress[] addresses = new InetSocketAddress[names.length];
        for (int i = 0; i < names.length; i++) {
            addresses[i] = new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(names[i]));
        }
        return addresses;
    }

    private static void endWithout(long parent) {
        ProcessHandle now = ProcessHandle.current().parent().orElse(null);
        if (now == null || now.pid() != parent) {
            Runtime.getRuntime().halt(0);
        }
    }

    private static String option(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("argument " + name + "=... is missing");
        }
        return value;
    }

    /** The shutdown hook. */
    @Override
    public void run() {
        loop.drain(site);
        try {
            if (!drained.await(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                line("coracle: cut the connections that were still open");
                loop.close();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    @Override
    public void line(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException unread) {
            Runtime.getRuntime().halt(1); // whoever started this container is gone
        }
    }

    @Override
    public void exitRequested(int code) {
        Runtime.getRuntime().halt(code);
    }

    @Override
    public void drained() {
        loop.close();
        drained.countDown();
    }
}
