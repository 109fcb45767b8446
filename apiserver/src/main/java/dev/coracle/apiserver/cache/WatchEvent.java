package dev.coracle.apiserver.cache;

import java.nio.charset.StandardCharsets;

/** What one watcher sees of a change. Shared between all watchers that see the same. Immutable. */
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
    private final byte[] json;

    WatchEvent(Type type, StoredObject object) {
        this.type = type;
        this.object = object;
        byte[] body = object.json();
        json = new byte[type.head.length + body.length + TAIL.length];
        System.arraycopy(type.head, 0, json, 0, type.head.length);
        System.arraycopy(body, 0, json, type.head.length, body.length);
        System.arraycopy(TAIL, 0, json, type.head.length + body.length, TAIL.length);
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
        return json;
    }
}
