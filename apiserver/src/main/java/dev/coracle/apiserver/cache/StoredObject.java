package dev.coracle.apiserver.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.StoredForm;
import dev.coracle.apiserver.resource.WriteThreads;
import dev.coracle.machinery.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One version of one object, serialised once. The store keeps the JSON without a resource version, because the
 * revision is known only once the write has committed, and in front of it, in four bytes, the offset at which the
 * version belongs. Immutable; the tree is parsed when first asked for and then shared, and so is what a {@link
 * StoredForm} makes of it. Where the form needs another process, {@link #prepare} comes before everything that gives out
 * the object on an event loop.
 */
public final class StoredObject {
    private static final int HEADER = 4;

    private static final long OVERHEAD = 256;
    private static final long WEIGHT = 4;

    private final String key;
    private final long resourceVersion;
    private final byte[] json;
    private final int offset;
    private final StoredForm form;
    private volatile @Nullable Served served;
    private volatile byte @Nullable [] message;
    /** What those wait for who asked while the object is being prepared; guarded by the monitor. */
    private @Nullable CompletableFuture<Void> preparing;

    /** The object in the resource's version: made once; a race makes it twice, to the same effect. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and shared with whoever answers
    private record Served(ObjectNode tree, byte[] json) {}

    private StoredObject(String key, long resourceVersion, byte[] json, int offset, StoredForm form) {
        this.key = key;
        this.resourceVersion = resourceVersion;
        this.json = json;
        this.offset = offset;
        this.form = form;
    }

    /** The value to store for an object; its own resource version, if any, is left out. */
    public static byte[] encode(ObjectNode object) {
        ObjectBytes.Spliced spliced = ObjectBytes.write(object);
        byte[] value = new byte[HEADER + spliced.json().length];
        int offset = spliced.offset();
        value[0] = (byte) (offset >>> 24);
        value[1] = (byte) (offset >>> 16);
        value[2] = (byte) (offset >>> 8);
        value[3] = (byte) offset;
        System.arraycopy(spliced.json(), 0, value, HEADER, spliced.json().length);
        return value;
    }

    /**
     * The object a stored value is at a revision.
     *
     * @param key the key within the resource: {@code namespace/name} or {@code name}
     */
    public static StoredObject decode(String key, byte[] value, long revision) {
        return decode(key, value, revision, StoredForm.SAME);
    }

    /** As {@link #decode(String, byte[], long)}, for a resource whose objects the store holds in another form. */
    public static StoredObject decode(String key, byte[] value, long revision, StoredForm form) {
        int offset =
                ((value[0] & 0xff) << 24) | ((value[1] & 0xff) << 16) | ((value[2] & 0xff) << 8) | (value[3] & 0xff);
        return splice(key, value, HEADER, HEADER + offset, HEADER + offset, revision, form);
    }

    /** The same object, read in another form. */
    StoredObject in(StoredForm other) {
        return new StoredObject(key, resourceVersion, json, offset, other);
    }

    /** The same object as of another revision: what a deletion event carries. */
    StoredObject at(long revision) {
        int digits = Long.toString(resourceVersion).length();
        StoredObject moved = splice(key, json, 0, offset, offset + digits, revision, form);
        Served made = served;
        if (form.remote() != null && made != null) {
            ObjectNode tree = made.tree().deepCopy();
            tree.withObject("/metadata").put("resourceVersion", Long.toString(revision));
            moved.served = new Served(tree, JsonCodec.write(tree));
        }
        return moved;
    }

    /** How many bytes the store holds of it. */
    public int storedLength() {
        return json.length;
    }

    /** Whether the object can be given out without waiting for another process. */
    public boolean isReady() {
        return served != null || form.remote() == null;
    }

    /** Makes the object ready, once for all who ask meanwhile; one who asks after a failure tries again. */
    public CompletableFuture<Void> prepare() {
        StoredForm.Remote remote = form.remote();
        if (served != null || remote == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        synchronized (this) {
            if (preparing != null) {
                return preparing;
            }
            preparing = mine;
        }
        CompletableFuture<Void> unused = remote.fromStored(List.of(ObjectBytes.parse(json)))
                .handle((trees, thrown) -> {
                    if (thrown == null) {
                        serve(trees.get(0));
                    }
                    synchronized (this) {
                        preparing = null;
                    }
                    if (thrown == null) {
                        mine.complete(null);
                    } else {
                        mine.completeExceptionally(thrown);
                    }
                    return null;
                });
        return mine;
    }

    /** Makes objects of one resource ready, together. */
    public static CompletableFuture<Void> prepareAll(Iterable<StoredObject> objects) {
        List<StoredObject> unready = new ArrayList<>();
        List<ObjectNode> trees = new ArrayList<>();
        StoredForm.Remote remote = null;
        for (StoredObject object : objects) {
            if (!object.isReady()) {
                remote = object.form.remote();
                unready.add(object);
                trees.add(ObjectBytes.parse(object.json));
            }
        }
        if (remote == null) {
            return CompletableFuture.completedFuture(null);
        }
        return remote.fromStored(trees).thenAccept(made -> {
            for (int i = 0; i < made.size(); i++) {
                unready.get(i).serve(made.get(i));
            }
        });
    }

    private void serve(ObjectNode tree) {
        served = new Served(tree, JsonCodec.write(tree));
    }

    private static StoredObject splice(
            String key, byte[] source, int start, int headEnd, int tailStart, long revision, StoredForm form) {
        byte[] digits = Long.toString(revision).getBytes(StandardCharsets.ISO_8859_1);
        int head = headEnd - start;
        int tail = source.length - tailStart;
        byte[] json = new byte[head + digits.length + tail];
        System.arraycopy(source, start, json, 0, head);
        System.arraycopy(digits, 0, json, head, digits.length);
        System.arraycopy(source, tailStart, json, head + digits.length, tail);
        return new StoredObject(key, revision, json, head, form);
    }

    /** About how much memory it takes, with the tree that is made of it once somebody asks. */
    long bytes() {
        return OVERHEAD + WEIGHT * json.length;
    }

    /** The key within the resource: {@code namespace/name}, or {@code name} for cluster-scoped types. */
    public String key() {
        return key;
    }

    /** Empty for cluster-scoped types. */
    public String namespace() {
        int slash = key.indexOf('/');
        return slash < 0 ? "" : key.substring(0, slash);
    }

    public String name() {
        return key.substring(key.indexOf('/') + 1);
    }

    public long resourceVersion() {
        return resourceVersion;
    }

    /** The object as JSON in the stored version, resource version included. Shared, never to be written to. */
    @SuppressWarnings("ReferenceEquality") // SAME is one object
    public byte[] json() {
        return form == StoredForm.SAME ? json : served().json();
    }

    /** The object as a tree, parsed once and shared: never to be changed. */
    public ObjectNode read() {
        return served().tree();
    }

    /**
     * The object as a protobuf message, made by the first who asks and then shared; a race makes it twice, to the same
     * effect. Never to be written to.
     *
     * @param writer the one that all callers use for this resource
     */
    public byte[] message(Function<ObjectNode, byte[]> writer) {
        byte[] known = message;
        if (known == null) {
            Served made = served;
            known = writer.apply(made == null ? ObjectBytes.parse(json()) : made.tree());
            message = known;
        }
        return known;
    }

    /** The object as a tree of the caller's own. */
    public ObjectNode copy() {
        return ObjectBytes.parse(json());
    }

    private Served served() {
        Served made = served;
        if (made != null) {
            return made;
        }
        StoredForm.Remote remote = form.remote();
        if (remote != null) {
            WriteThreads.await(prepare());
            return Objects.requireNonNull(served);
        }
        ObjectNode tree = ObjectBytes.parse(json);
        made = new Served(tree, form.fromStored(tree) ? JsonCodec.write(tree) : json);
        served = made;
        return made;
    }

    @Override
    public String toString() {
        return key + "@" + resourceVersion;
    }
}
