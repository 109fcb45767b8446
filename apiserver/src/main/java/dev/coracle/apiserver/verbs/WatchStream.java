package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.cache.WatchEvent;
import dev.coracle.apiserver.cache.Watcher;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one watch from the cache to its client: the initial state, then changes, as fast as the client takes them.
 * What waits is what the {@link Watcher} queues, and that is bounded. Confined to the watch's event loop.
 */
final class WatchStream {
    private static final Logger log = LoggerFactory.getLogger(WatchStream.class);
    /** Other requests of the event loop get their turn after this much. */
    private static final int BATCH_BYTES = 256 * 1024;

    private final WatchPlan plan;
    private final WatchSink sink;
    private final EventEncoder events;
    private final Executor executor;
    private final Iterator<StoredObject> initial;
    private final Runnable onEnd;
    private final List<Clock.Timer> timers = new ArrayList<>(2);
    private @Nullable Watcher watcher;
    private boolean initialEndDue;
    private boolean ended;
    private long lastSent;

    WatchStream(WatchPlan plan, WatchSink sink, EventEncoder events, Executor executor, Runnable onEnd) {
        this.plan = plan;
        this.sink = sink;
        this.events = events;
        this.executor = executor;
        this.onEnd = onEnd;
        this.initial = plan.initial();
        this.initialEndDue = plan.marksInitialEnd();
        this.lastSent = plan.after();
    }

    /** @param join puts the given wake-up on the resource's live stream */
    void start(Clock clock, Function<Runnable, Watcher> join) {
        sink.onClose(this::stop);
        sink.onDrain(this::pump);
        sink.open();
        if (plan.bookmarks()) {
            timers.add(clock.every(WatchPlan.BOOKMARK_PERIOD, executor, this::bookmark));
        }
        timers.add(clock.schedule(plan.timeout(), executor, this::timeUp));
        watcher = join.apply(this::pump);
        pump();
    }

    private void pump() {
        if (ended || watcher == null) {
            return;
        }
        try {
            write(watcher);
        } catch (RuntimeException e) {
            log.error("a watch of {} failed unexpectedly", plan, e);
            sink.add(events.error(ApiException.internal("an unexpected error; the server's log says more")));
            finish();
        }
    }

    private void write(Watcher source) {
        int bytes = 0;
        while (!sink.isFull()) {
            byte[] line = next(source);
            if (line == null) {
                sink.flush();
                checkEnd(source);
                return;
            }
            sink.add(line);
            bytes += line.length;
            if (bytes > BATCH_BYTES) {
                sink.flush();
                executor.execute(this::pump);
                return;
            }
        }
        sink.flush();
    }

    private byte @Nullable [] next(Watcher source) {
        if (initial.hasNext()) {
            return events.event(WatchEvent.added(initial.next()));
        }
        if (initialEndDue) {
            initialEndDue = false;
            return events.bookmark(plan.after(), true);
        }
        WatchEvent event = source.poll();
        if (event == null) {
            return null;
        }
        lastSent = event.object().resourceVersion();
        return events.event(event);
    }

    private void checkEnd(Watcher source) {
        switch (source.state()) {
            case LIVE -> {
                // onReady comes with the next event
            }
            case EXPIRED -> {
                sink.add(events.error(ApiException.expired(
                        "too old resource version: " + plan.after() + " (" + plan.oldest() + ")")));
                finish();
            }
            case TOO_SLOW, CLOSED -> finish();
        }
    }

    private void bookmark() {
        Watcher source = watcher;
        if (ended || source == null || initial.hasNext() || sink.isFull()) {
            return;
        }
        pump();
        long progress = source.progress();
        if (!ended && progress >= lastSent && source.state() == Watcher.State.LIVE) {
            lastSent = progress;
            sink.add(events.bookmark(progress, false));
            sink.flush();
        }
    }

    private void timeUp() {
        if (plan.bookmarks()) {
            bookmark();
        }
        finish();
    }

    private void finish() {
        if (!ended) {
            sink.flush();
            stop();
            sink.end();
        }
    }

    private void stop() {
        if (ended) {
            return;
        }
        ended = true;
        timers.forEach(Clock.Timer::close);
        if (watcher != null) {
            watcher.close();
        }
        onEnd.run();
    }
}
