package dev.coracle.client;

import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether something that happened is a new Event, a repetition of one, or one too many; the rules and figures
 * are those of client-go's {@code EventCorrelator} (v1.36): a repeated message raises a count, more than ten different
 * messages with the same reason about one object within ten minutes are told as one, and an object gets a burst of 25
 * and then one every five minutes. Remembers the latest {@value #MEMORY} of each. Confined to the recorder's thread.
 */
final class EventCorrelator {
    private static final int MEMORY = 4096;
    private static final int SIMILAR = 10;
    private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
    private static final double BURST = 25;
    private static final double PER_SECOND = 1.0 / 300;

    private final Clock clock;
    private final String component;
    private final Map<String, TokenBucket> buckets = new Recent<>();
    private final Map<String, Similar> similar = new Recent<>();
    private final Map<String, Stored> stored = new Recent<>();
    private long lastNanos;

    EventCorrelator(Clock clock, String component) {
        this.clock = clock;
        this.component = component;
    }

    sealed interface Decision {}

    /** Nobody needs to hear this. */
    enum Drop implements Decision {
        INSTANCE
    }

    /** Create this; tell {@link EventCorrelator#stored} once that is done. */
    record First(String key, Event event) implements Decision {}

    /** Raise the count of the Event that is there. */
    record Repeat(String namespace, String name, int count, Instant at, String message) implements Decision {}

    Decision correlate(EventRecord happening) {
        if (!buckets.computeIfAbsent(happening.object(), o -> new TokenBucket(clock, PER_SECOND, BURST))
                .tryTake()) {
            return Drop.INSTANCE;
        }
        boolean combined = isOneOfMany(happening);
        String message = combined ? "(combined from similar events): " + happening.message() : happening.message();
        String key = key(happening, combined);
        Stored last = stored.get(key);
        if (last == null) {
            return new First(key, event(happening, message));
        }
        Stored next = new Stored(last.namespace(), last.name(), last.count() + 1);
        stored.put(key, next);
        return new Repeat(next.namespace(), next.name(), next.count(), happening.at(), message);
    }

    /** The Event that was to be repeated is gone. */
    First startAnew(EventRecord happening) {
        String key = key(happening, false);
        stored.remove(key);
        stored.remove(key(happening, true));
        return new First(key, event(happening, happening.message()));
    }

    void stored(First first, String name) {
        stored.put(first.key(), new Stored(first.event().getMetadata().getNamespace(), name, 1));
    }

    private boolean isOneOfMany(EventRecord happening) {
        Similar group = similar.computeIfAbsent(reasonKey(happening), k -> new Similar());
        if (group.last != null && Duration.between(group.last, happening.at()).compareTo(SIMILAR_WITHIN) > 0) {
            group.messages.clear();
        }
        group.last = happening.at();
        if (group.messages.contains(happening.message())) {
            return false;
        }
        return group.messages.size() >= SIMILAR || !group.messages.add(happening.message());
    }

    private static String reasonKey(EventRecord happening) {
        return happening.object() + "|" + happening.type() + "|" + happening.reason();
    }

    private static String key(EventRecord happening, boolean combined) {
        return combined ? reasonKey(happening) : reasonKey(happening) + "|" + happening.message();
    }

    private Event event(EventRecord happening, String message) {
        String namespace = happening.about().getNamespace();
        String name = happening.about().getName();
        String time = ApiTime.seconds(happening.at());
        return new EventBuilder()
                .withNewMetadata()
                .withName(name + "." + Long.toHexString(uniqueNanos(happening.at())))
                .withNamespace(namespace == null || namespace.isEmpty() ? "default" : namespace)
                .endMetadata()
                .withInvolvedObject(happening.about())
                .withType(happening.type())
                .withReason(happening.reason())
                .withMessage(message)
                .withCount(1)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withNewSource()
                .withComponent(component)
                .withHost(happening.host().isEmpty() ? null : happening.host())
                .endSource()
                .withReportingComponent(component)
                .withReportingInstance(happening.host())
                .build();
    }

    /** Names must differ even when the clock stands still. */
    private long uniqueNanos(Instant at) {
        long nanos = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
        lastNanos = Math.max(lastNanos + 1, nanos);
        return lastNanos;
    }

    private record Stored(String namespace, String name, int count) {}

    private static final class Similar {
        private final Set<String> messages = new HashSet<>();
        private @Nullable Instant last;
    }

    /** The entries used most recently. */
    private static final class Recent<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MEMORY;
        }
    }
}
