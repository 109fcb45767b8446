package dev.coracle.conformance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An open watch: a thread of its own reads its events into a queue. */
final class Watching implements AutoCloseable {
    private static final int MOST_EVENTS = 1_000;

    private final InputStream body;
    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>(MOST_EVENTS);
    private final Thread reader = new Thread(this::read, "contract-watch");

    Watching(InputStream body) {
        this.body = body;
    }

    void start() {
        reader.setDaemon(true);
        reader.start();
    }

    /** The next event; null when none comes in time. */
    @Nullable
    JsonNode next() throws InterruptedException {
        return events.poll(Target.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The end of the stream, however it comes, only means that no more events will. */
    private void read() {
        try (MappingIterator<JsonNode> all =
                Json.MAPPER.readerFor(JsonNode.class).readValues(body)) {
            while (all.hasNext() && events.offer(all.next())) {}
        } catch (IOException | RuntimeException e) {
            events.offer(Json.MAPPER.createObjectNode().put("type", "(the stream ended: " + e + ")"));
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
