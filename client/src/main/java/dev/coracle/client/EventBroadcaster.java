package dev.coracle.client;

import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the Events of several {@link EventRecorder}s on one thread, which is there while events come. Never blocks and never
 * fails its callers: events wait in a queue of {@value #QUEUE_CAPACITY}, and those that find it full are dropped and counted.
 * Repetitions raise the count of the Event that is there instead of adding one, see {@link EventCorrelator}.
 */
public final class EventBroadcaster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventBroadcaster.class);

    /** As client-go's broadcaster queue. */
    private static final int QUEUE_CAPACITY = 1000;

    private static final PatchContext MERGE = PatchContext.of(PatchType.STRATEGIC_MERGE);
    private static final int IDLE_SECONDS = 5;
    private static final long CLOSE_PATIENCE_MILLIS = 1000;

    private final KubernetesClient client;
    private final Clock clock;
    private final AtomicLong dropped = new AtomicLong();
    private final ThreadPoolExecutor writer;

    public EventBroadcaster(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
        writer = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE_CAPACITY),
                WorkerPool.daemons("events"));
        writer.allowCoreThreadTimeOut(true);
    }

    /** The component is what {@code kubectl describe} shows under "From". */
    public EventRecorder recorder(String component) {
        return new EventRecorder(this, component);
    }

    Clock clock() {
        return clock;
    }

    /** The correlator is used by the writing thread only. */
    void record(EventRecord happening, EventCorrelator correlator) {
        try {
            writer.execute(Cause.carried(() -> tryToWrite(happening, correlator)));
        } catch (RejectedExecutionException full) {
            log.debug(
                    "event queue is full, dropped {} so far, now {} of {}",
                    dropped.incrementAndGet(),
                    happening.reason(),
                    happening.about().getName(),
                    full);
        }
    }

    /** Events that were dropped because the queue was full. */
    long dropped() {
        return dropped.get();
    }

    private void tryToWrite(EventRecord happening, EventCorrelator correlator) {
        try {
            write(happening, correlator);
        } catch (RuntimeException e) {
            // An event is worth less than the time spent on bringing it through.
            log.debug(
                    "event {} of {} lost", happening.reason(), happening.about().getName(), e);
        }
    }

    private void write(EventRecord happening, EventCorrelator correlator) {
        EventCorrelator.Decision decision = correlator.correlate(happening);
        if (decision instanceof EventCorrelator.Repeat repeat) {
            if (raiseCount(repeat)) {
                return;
            }
            decision = correlator.startAnew(happening);
        }
        if (decision instanceof EventCorrelator.First first) {
            Event stored = client.v1()
                    .events()
                    .inNamespace(first.event().getMetadata().getNamespace())
                    .resource(first.event())
                    .create();
            correlator.stored(first, stored.getMetadata().getName());
        }
    }

    /** False if the Event is no longer there. */
    private boolean raiseCount(EventCorrelator.Repeat repeat) {
        String patch = String.format(
                Locale.ROOT,
                "{\"count\":%d,\"lastTimestamp\":\"%s\",\"message\":%s}",
                repeat.count(),
                ApiTime.seconds(repeat.at()),
                client.getKubernetesSerialization().asJson(repeat.message()));
        try {
            @Nullable
            Event patched = client.v1()
                    .events()
                    .inNamespace(repeat.namespace())
                    .withName(repeat.name())
                    .patch(MERGE, patch);
            return patched != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Stops writing; what still waits is lost. Idempotent. */
    @Override
    public void close() {
        writer.shutdownNow();
        try {
            if (!writer.awaitTermination(CLOSE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                log.debug("an event was still being written after {} ms", CLOSE_PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
