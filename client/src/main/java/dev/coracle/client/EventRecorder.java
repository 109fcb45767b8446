package dev.coracle.client;

import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the Events that {@code kubectl describe} shows. Never blocks and never fails its caller: events wait in a queue
 * of {@value #QUEUE_CAPACITY} for the recorder's own thread, and those that find it full are dropped and counted.
 * Repetitions raise the count of the Event that is there instead of adding one, see {@link EventCorrelator}.
 */
public final class EventRecorder implements AutoCloseable {
    public static final String NORMAL = "Normal";
    public static final String WARNING = "Warning";

    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

    /** As client-go's broadcaster queue. */
    private static final int QUEUE_CAPACITY = 1000;

    private static final PatchContext MERGE = PatchContext.of(PatchType.STRATEGIC_MERGE);
    private static final long CLOSE_PATIENCE_MILLIS = 1000;

    private final KubernetesClient client;
    private final Clock clock;
    private final String host;
    private final EventCorrelator correlator;
    private final BlockingQueue<Happening> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;

    /** The component is what {@code kubectl describe} shows under "From". */
    public EventRecorder(KubernetesClient client, Clock clock, String component) {
        this(client, clock, component, "");
    }

    /** With the host the component runs on, as kubelets tell it. */
    public EventRecorder(KubernetesClient client, Clock clock, String component, String host) {
        this.client = client;
        this.clock = clock;
        this.host = host;
        correlator = new EventCorrelator(clock, component);
        writer = new Thread(this::write, "events-" + component);
        writer.setDaemon(true);
    }

    public EventRecorder start() {
        writer.start();
        return this;
    }

    public void normal(HasMetadata about, String reason, String message) {
        record(referenceTo(about), NORMAL, reason, message);
    }

    public void warning(HasMetadata about, String reason, String message) {
        record(referenceTo(about), WARNING, reason, message);
    }

    /** For an object that is only known by reference, or a part of one (a container, by {@code fieldPath}). */
    public void record(ObjectReference about, String type, String reason, String message) {
        record(about, type, reason, message, host);
    }

    /** For a recorder that speaks for several hosts. */
    public void record(ObjectReference about, String type, String reason, String message, String onHost) {
        if (!queue.offer(new Happening(about, type, reason, message, onHost, clock.instant()))) {
            long count = dropped.incrementAndGet();
            log.debug("event queue is full, dropped {} so far, now {} of {}", count, reason, about.getName());
        }
    }

    /** Events that were dropped because the queue was full. */
    public long dropped() {
        return dropped.get();
    }

    public static ObjectReference referenceTo(HasMetadata object) {
        return new ObjectReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion())
                .build();
    }

    private void write() {
        try {
            while (true) {
                Happening happening = queue.take();
                try {
                    write(happening);
                } catch (KubernetesClientException e) {
                    // An event is worth less than the time spent on bringing it through.
                    log.debug(
                            "event {} of {} lost",
                            happening.reason(),
                            happening.about().getName(),
                            e);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Happening happening) {
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
        writer.interrupt();
        try {
            writer.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
