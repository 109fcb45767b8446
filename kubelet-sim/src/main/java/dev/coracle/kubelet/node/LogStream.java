package dev.coracle.kubelet.node;

import dev.coracle.kubelet.runtime.ContainerLog;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a log to a client, and what is appended later if it follows. Confined to the connection's event loop; files are
 * read on Vert.x's worker threads, one chunk at a time, and the next not before the client has taken the last.
 */
final class LogStream {
    private static final Logger log = LoggerFactory.getLogger(LogStream.class);

    private final Context context;
    private final HttpServerResponse response;
    private final LogReader reader;
    private final ContainerLog.Subscription subscription;
    private boolean reading;
    private boolean again;
    private boolean ended;

    LogStream(Context context, HttpServerResponse response, ContainerLog source, LogOptions options) {
        this.context = context;
        this.response = response;
        this.reader = new LogReader(source, options);
        this.subscription = source.onAppend(() -> context.runOnContext(ignored -> pump()));
    }

    void start() {
        response.setChunked(true).putHeader("Content-Type", "text/plain");
        response.exceptionHandler(gone -> end());
        response.closeHandler(gone -> end());
        if (response.ended() || response.closed()) {
            end();
            return;
        }
        response.writeHead();
        pump();
    }

    private void pump() {
        if (ended) {
            return;
        }
        if (reading) {
            again = true;
            return;
        }
        reading = true;
        again = false;
        context.<Chunk>executeBlocking(this::read).onComplete(read -> {
            reading = false;
            if (read.failed()) {
                log.warn("a log could not be read: {}", read.cause().toString());
                finish();
            } else {
                send(read.result());
            }
        });
    }

    /** Whether it was the last is asked before reading: what is appended after that is read the next time. */
    private Chunk read() {
        boolean last = reader.isExhausted();
        return new Chunk(Buffer.buffer(reader.next()), last);
    }

    private record Chunk(Buffer bytes, boolean last) {}

    private void send(Chunk chunk) {
        if (ended) {
            reader.close();
            return;
        }
        if (chunk.bytes().length() > 0) {
            response.write(chunk.bytes());
            if (response.writeQueueFull()) {
                response.drainHandler(ignored -> pump());
            } else {
                pump();
            }
        } else if (chunk.last()) {
            finish();
        } else if (again) {
            pump();
        }
    }

    private void finish() {
        if (!ended) {
            response.end();
            end();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            subscription.close();
            if (!reading) {
                reader.close();
            }
        }
    }
}
