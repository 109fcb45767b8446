package dev.coracle.apiserver.cache;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one watcher sees of a change, encoded once for all watchers that see the same. Its bytes are made by the first
 * who asks; a race makes them twice, to the same effect.
 */
public final class WatchEvent {
    /** In the words of the wire. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED;

        @SuppressWarnings("ImmutableEnumChecker") // only ever copied from
        private final byte[] head = ("{\"type\":\"" + name() + "\",\"object\":").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static final byte[] TAIL = {'}', '\n'};

    private final Type type;
    private final StoredObject object;
    private volatile byte @Nullable [] json;
    private volatile byte @Nullable [] frame;

    WatchEvent(Type type, StoredObject object) {
        this.type = type;
        this.object = object;
    }

    /** For the initial state of a watch: the object as if it had just been created. */
    public static WatchEvent added(StoredObject object) {
        return new WatchEvent(Type.ADDED, object);
    }

    public Type type() {
        return type;
    }

    public StoredObject object() {
        return object;
    }

    /** The event as a line of JSON in the stored version, newline included. Shared, never to be written to. */
    public byte[] json() {
        byte[] known = json;
        if (known == null) {
            byte[] body = object.json();
            known = new byte[type.head.length + body.length + TAIL.length];
            System.arraycopy(type.head, 0, known, 0, type.head.length);
            System.arraycopy(body, 0, known, type.head.length, body.length);
            System.arraycopy(TAIL, 0, known, type.head.length + body.length, TAIL.length);
            json = known;
        }
        return known;
    }

    /**
     * The event as a frame of another encoding. Shared, never to be written to.
     *
     * @param writer the one that all watches of this resource use
     */
    public byte[] frame(Function<WatchEvent, byte[]> writer) {
        byte[] known = frame;
        if (known == null) {
            known = writer.apply(this);
            frame = known;
        }
        return known;
    }
}
