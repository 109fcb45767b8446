package dev.coracle.client;

import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Records the Events that {@code kubectl describe} shows, in the name of one component. Never blocks and never fails its
 * caller; an {@link EventBroadcaster} writes them. Safe for use from any thread.
 */
public final class EventRecorder implements AutoCloseable {
    public static final String NORMAL = "Normal";
    public static final String WARNING = "Warning";

    private final EventBroadcaster broadcaster;
    private final boolean ownsBroadcaster;
    private final EventCorrelator correlator;

    /** With a broadcaster of its own. The component is what {@code kubectl describe} shows under "From". */
    public EventRecorder(KubernetesClient client, Clock clock, String component) {
        this(new EventBroadcaster(client, clock), true, component);
    }

    EventRecorder(EventBroadcaster broadcaster, String component) {
        this(broadcaster, false, component);
    }

    private EventRecorder(EventBroadcaster broadcaster, boolean ownsBroadcaster, String component) {
        this.broadcaster = broadcaster;
        this.ownsBroadcaster = ownsBroadcaster;
        correlator = new EventCorrelator(broadcaster.clock(), component);
    }

    public void normal(HasMetadata about, String reason, String message) {
        record(referenceTo(about), NORMAL, reason, message);
    }

    public void warning(HasMetadata about, String reason, String message) {
        record(referenceTo(about), WARNING, reason, message);
    }

    /** For an object that is only known by reference, or a part of one (a container, by {@code fieldPath}). */
    public void record(ObjectReference about, String type, String reason, String message) {
        record(about, type, reason, message, "");
    }

    /** For a recorder that speaks for several hosts. */
    public void record(ObjectReference about, String type, String reason, String message, String onHost) {
        broadcaster.record(
                new EventRecord(
                        about,
                        type,
                        reason,
                        message,
                        onHost,
                        broadcaster.clock().instant()),
                correlator);
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

    /** Closes the broadcaster if it is this recorder's own. Idempotent. */
    @Override
    public void close() {
        if (ownsBroadcaster) {
            broadcaster.close();
        }
    }
}
