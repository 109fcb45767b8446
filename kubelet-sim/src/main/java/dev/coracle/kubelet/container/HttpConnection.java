package dev.coracle.kubelet.container;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: reads requests, skips their bodies, answers in order. Confined to the loop's thread. Holds
 * at most one request head and one answer; while an answer is not written out, nothing more is read.
 */
final class HttpConnection {
    static final int MAX_HEAD = 16 * 1024;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final HttpLoop loop;
    private final Site site;
    private final SocketChannel channel;
    private @Nullable SelectionKey key;
    private byte[] buffer = new byte[1024];
    private int count;
    private @Nullable HttpRequest request;
    private BodySkipper body = BodySkipper.NONE;
    private @Nullable GrpcHealth grpc;
    private @Nullable ByteBuffer output;
    private boolean closeAfterWrite;
    /** An answer waits for its time. */
    private boolean heldBack;

    private boolean served;
    private boolean closed;

    HttpConnection(HttpLoop loop, Site site, SocketChannel channel) {
        this.loop = loop;
        this.site = site;
        this.channel = channel;
    }

    Site site() {
        return site;
    }

    void register(Selector selector) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Has answered before and waits for a request that may never come. */
    boolean isIdle() {
        return served && count == 0 && request == null && output == null && !heldBack;
    }

    void ready(boolean readable) {
        try {
            if (output != null && !flush()) {
                return;
            }
            if (readable && !read()) {
                close();
                return;
            }
            serve();
        } catch (IOException cut) {
            close();
        }
    }

    private boolean read() throws IOException {
        ByteBuffer input = loop.input();
        input.limit(Math.min(input.capacity(), MAX_HEAD - count));
        int read = channel.read(input);
        if (read < 0) {
            return false;
        }
        if (count + read > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(MAX_HEAD, Math.max(buffer.length * 2, count + read)));
        }
        input.flip().get(buffer, count, read);
        count += read;
        return true;
    }

    private void serve() throws IOException {
        if (grpc != null) {
            serveGrpc(grpc);
            return;
        }
        while (!closed && output == null && !heldBack) {
            if (request == null && !readHead()) {
                return;
            }
            if (request != null) {
                count = body.skip(buffer, count);
                if (!body.done()) {
                    return;
                }
                answer(request);
                request = null;
            }
        }
    }

    /** True when there is something to go on with: a request, or an answer to a bad one. */
    private boolean readHead() throws IOException {
        int end = endOfHead();
        if (end < 0) {
            if (count < MAX_HEAD) {
                return false;
            }
            send(HttpResponse.text(431, "the request head is larger than " + MAX_HEAD + " bytes"), true, true);
            return true;
        }
        if (end == GrpcHealth.PREFACE.length() && startsWith(GrpcHealth.PREFACE)) {
            count = BodySkipper.drop(buffer, count, end);
            grpc = new GrpcHealth();
            serveGrpc(grpc);
            return false;
        }
        HttpRequest next = HttpRequest.parse(buffer, end);
        count = BodySkipper.drop(buffer, count, end);
        if (next == null) {
            send(HttpResponse.text(400, "not an HTTP/1.1 request"), true, true);
            return true;
        }
        request = next;
        body = BodySkipper.of(next);
        if (next.expectContinue() && !body.done()) {
            channel.write(ByteBuffer.wrap(CONTINUE));
        }
        return true;
    }

    private boolean startsWith(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (buffer[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Its answers are a few bytes: what the socket does not take at once waits as any other answer does. */
    private void serveGrpc(GrpcHealth health) throws IOException {
        count = health.read(buffer, count, site.answers().isHealthy());
        served = true;
        if (health.isOver()) {
            close();
            return;
        }
        byte[] answer = health.answer();
        if (answer.length > 0) {
            output = ByteBuffer.wrap(answer);
            closeAfterWrite = site.isLeaving();
            flush();
        }
    }

    private int endOfHead() {
        for (int i = 3; i < count; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n' && buffer[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private void answer(HttpRequest answered) throws IOException {
        long latency = site.latencyMillis();
        if (latency == 0 || answered.path().startsWith("/coracle/")) {
            answerNow(answered);
            return;
        }
        heldBack = true;
        loop.later(latency, () -> {
            heldBack = false;
            if (!closed) {
                try {
                    answerNow(answered);
                    serve();
                } catch (IOException cut) {
                    close();
                }
            }
        });
    }

    private void answerNow(HttpRequest answered) throws IOException {
        HttpResponse response = site.answers().respond(answered);
        String target = answered.query().isEmpty() ? answered.path() : answered.path() + "?" + answered.query();
        site.outlet()
                .line(channel.socket().getInetAddress().getHostAddress() + " \"" + answered.method() + " " + target
                        + "\" " + response.status() + " " + response.length() + " \"" + answered.userAgent() + "\"");
        send(response, !answered.method().equals("HEAD"), !answered.keepAlive() || site.isLeaving());
    }

    private void send(HttpResponse response, boolean withBody, boolean close) throws IOException {
        output = response.encode(withBody, close);
        closeAfterWrite = close;
        served = true;
        flush();
    }

    private boolean flush() throws IOException {
        ByteBuffer pending = output;
        SelectionKey current = key;
        if (pending == null || current == null) {
            return true;
        }
        channel.write(pending);
        if (pending.hasRemaining()) {
            current.interestOps(SelectionKey.OP_WRITE);
            return false;
        }
        output = null;
        if (closeAfterWrite) {
            close();
        } else if (current.interestOps() != SelectionKey.OP_READ) {
            current.interestOps(SelectionKey.OP_READ);
        }
        return true;
    }

    void close() {
        if (!closed) {
            closed = true;
            HttpLoop.closeQuietly(channel);
            loop.forget(this);
        }
    }
}
