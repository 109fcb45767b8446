package dev.coracle.apiserver.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.CacheOptions.Bound;
import dev.coracle.apiserver.resource.Conversion;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.clock.ManualClock;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.Names;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.storage.CommitResult;
import dev.coracle.storage.CompactedException;
import dev.coracle.storage.Event;
import dev.coracle.storage.KeyRange;
import dev.coracle.storage.Operation;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreException;
import dev.coracle.storage.StoreInterceptor;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import dev.coracle.storage.Transaction;
import dev.coracle.storage.Watch;
import dev.coracle.storage.WatchListener;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourceCacheTest {
    private static final long KIB = 1024;
    private static final CacheOptions SMALL = new CacheOptions(
            new Bound(4, 400 * KIB), new Bound(8, 200 * KIB), new Bound(100, 800 * KIB), new Bound(3, 400 * KIB));

    private final Resource things = resource("", "things");
    private final Resource others = resource("example.com", "others");
    private final Faults faults = new Faults();
    private Store store;
    private StoreCache caches;
    private ResourceCache cache;

    @BeforeEach
    void start() {
        store = Stores.intercepted(Stores.inMemory(StoreOptions.defaults(InstantSource.system())), faults);
        open();
    }

    private void open() {
        caches = new StoreCache(store, List.of(things, others), SMALL);
        caches.start();
        cache = caches.of(things);
    }

    @AfterEach
    void stop() {
        caches.close();
        store.close();
    }

    @Test
    void aWriteIsReadBackAsSoonAsItIsAcknowledged() {
        for (int i = 0; i < 200; i++) {
            long revision = put("ns", "a", "v" + i);
            assertThat(cache.get("ns", "a").orElseThrow().resourceVersion()).isEqualTo(revision);
            assertThat(cache.snapshot().revision()).isGreaterThanOrEqualTo(revision);
        }
    }

    @Test
    void aListenerThatHasEndedHearsNothing() {
        List<String> heard = new ArrayList<>();
        Runnable end = cache.listen(() -> heard.add("one"));
        cache.listen(() -> heard.add("other"));
        put("ns", "a", "");

        end.run();
        end.run();
        put("ns", "b", "");

        assertThat(heard).containsExactly("one", "other", "other");
    }

    @Test
    void listsANamespaceInOrderAndGoesOnAfterAKey() {
        put("b", "2", "");
        put("b", "1", "");
        put("a", "9", "");
        put("b-longer", "1", "");
        put("b", "3", "");

        Snapshot snapshot = cache.snapshot();
        delete("b", "1");

        assertThat(keys(snapshot.list("b", ""))).containsExactly("b/1", "b/2", "b/3");
        assertThat(keys(snapshot.list("b", "b/1"))).containsExactly("b/2", "b/3");
        assertThat(keys(snapshot.list("b", "b/3"))).isEmpty();
        assertThat(keys(snapshot.list("", "b/3"))).isEmpty();
        assertThat(keys(snapshot.list("", ""))).containsExactly("a/9", "b-longer/1", "b/1", "b/2", "b/3");
        assertThat(snapshot.count("b")).isEqualTo(3);
        assertThat(cache.snapshot().count("b")).isEqualTo(2);
    }

    @Test
    void aListIsAsNewAsTheWholeStore() {
        put("ns", "a", "");
        long revision = commit(
                new Operation.Put(others.key("ns", "x"), StoredObject.encode(object("x", "")), Operation.ABSENT));

        assertThat(cache.snapshot().revision()).isEqualTo(revision);
    }

    @Test
    void aWatchSeesWhatHappensAfterItsRevision() {
        long before = put("ns", "a", "1");
        Watcher watcher = watch(before, new Scope("", null));
        long changed = put("ns", "a", "2");
        long added = put("ns", "b", "1");
        long gone = delete("ns", "a");

        assertThat(next(watcher)).isEqualTo("MODIFIED ns/a@" + changed);
        assertThat(next(watcher)).isEqualTo("ADDED ns/b@" + added);
        assertThat(next(watcher)).isEqualTo("DELETED ns/a@" + gone);
        assertThat(watcher.poll()).isNull();
        assertThat(watcher.progress()).isEqualTo(gone);
    }

    @Test
    void progressFollowsTheStoreWhileAWatchIsQuiet() {
        Watcher watcher = watch(caches.revision(), new Scope("", null));
        long revision = commit(
                new Operation.Put(others.key("ns", "x"), StoredObject.encode(object("x", "")), Operation.ABSENT));

        assertThat(watcher.poll()).isNull();
        assertThat(watcher.progress()).isEqualTo(revision);
    }

    @Test
    void leavingTheSelectionIsADeletionOfTheLastSelectedState() {
        Watcher watcher = watch(
                caches.revision(),
                new Scope("ns", o -> o.path("data").path("text").asText().startsWith("yes")));
        put("other", "a", "yes");
        put("ns", "a", "no");
        long entered = put("ns", "a", "yes 1");
        put("ns", "a", "yes 2");
        long left = put("ns", "a", "no");
        delete("ns", "a");

        assertThat(next(watcher)).isEqualTo("ADDED ns/a@" + entered);
        assertThat(next(watcher)).startsWith("MODIFIED ns/a@");
        WatchEvent event = nextEvent(watcher);
        assertThat(event.type()).isEqualTo(WatchEvent.Type.DELETED);
        assertThat(event.object().resourceVersion()).isEqualTo(left);
        assertThat(event.object().read().at("/data/text").asText()).isEqualTo("yes 2");
        assertThat(watcher.poll()).isNull();
    }

    @Test
    void aWatchOlderThanMemoryIsReplayedFromTheLog() {
        long before = caches.revision();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            expected.add("ADDED ns/" + (char) ('a' + i) + "@" + put("ns", String.valueOf((char) ('a' + i)), ""));
        }

        Watcher watcher = watch(before, new Scope("", null));
        assertThat(drain(watcher, 20)).isEqualTo(expected);
    }

    @Test
    void aWatchResumesOverARestart() {
        long before = put("ns", "a", "1");
        long changed = put("ns", "a", "2");
        caches.close();
        open();

        Watcher watcher = watch(before, new Scope("", null));
        long gone = delete("ns", "a");

        assertThat(next(watcher)).isEqualTo("MODIFIED ns/a@" + changed);
        assertThat(next(watcher)).isEqualTo("DELETED ns/a@" + gone);
    }

    @Test
    void aWatchFromACompactedRevisionExpires() {
        long before = caches.revision();
        for (int i = 0; i < 10; i++) {
            put("ns", "a" + i, "");
        }
        store.compact(caches.revision() - 1);

        Watcher watcher = watch(before, new Scope("", null));

        await().until(() -> watcher.poll() == null && watcher.state() == Watcher.State.EXPIRED);
    }

    @Test
    void thePastIsReadBackAtEveryRetainedRevision() {
        Map<Long, List<String>> states = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            String name = String.valueOf((char) ('a' + i % 7));
            long revision = i % 4 == 3 ? delete("ns", name) : put("ns", name, "text " + i);
            states.put(revision, described(cache.snapshot()));
        }
        commit(new Operation.Put(others.key("ns", "a"), StoredObject.encode(object("a", "")), Operation.ANY));
        caches.close();
        open();

        states.forEach((revision, state) -> {
            Snapshot past = cache.snapshotAt(revision).join();
            assertThat(past.revision()).isEqualTo(revision);
            assertThat(described(past)).isEqualTo(state);
        });
        assertThat(described(cache.snapshotAt(1).join())).isEmpty();
    }

    @Test
    void aCompactedPastIsRefused() {
        long before = put("ns", "a", "");
        put("ns", "b", "");
        store.compact(caches.revision());

        assertThat(cache.snapshotAt(before))
                .failsWithin(5, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(CompactedException.class);
        assertThat(keys(cache.snapshotAt(caches.revision()).join().list("", "")))
                .containsExactly("ns/a", "ns/b");
    }

    @Test
    void aPastBehindTooManyChangesIsRefused() {
        for (int i = 0; i <= SMALL.replayed().count(); i++) {
            put("ns", "a" + i, "");
        }

        assertThat(cache.snapshotAt(1))
                .failsWithin(5, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(CompactedException.class);
    }

    @Test
    void aWatcherThatFallsBehindLosesOnlyItsOwnWatch() {
        Watcher slow = watch(caches.revision(), new Scope("", null));
        Watcher quick = watch(caches.revision(), new Scope("", null));
        for (int i = 0; i < 20; i++) {
            put("ns", "a" + i, "");
            assertThat(next(quick)).startsWith("ADDED");
        }

        assertThat(slow.poll()).isNull();
        assertThat(slow.state()).isEqualTo(Watcher.State.TOO_SLOW);
        assertThat(quick.state()).isEqualTo(Watcher.State.LIVE);
    }

    @Test
    void closingTheStoreEndsItsWatches() {
        Watcher watcher = watch(caches.revision(), new Scope("", null));
        store.close();
        await().until(() -> watcher.state() == Watcher.State.CLOSED);
        assertThat(watch(caches.revision(), new Scope("", null)).state()).isEqualTo(Watcher.State.CLOSED);
    }

    @Test
    void anEventIsEncodedOnceForAllWatchers() {
        Watcher one = watch(caches.revision(), new Scope("", null));
        Watcher two = watch(caches.revision(), new Scope("ns", null));
        put("ns", "a", "");

        assertThat(nextEvent(one).json()).isSameAs(nextEvent(two).json());
    }

    @Test
    void aFewLargeChangesPushOutTheRecentOnesOfTheLargestResource() {
        commit(new Operation.Put(others.key("ns", "x"), StoredObject.encode(object("x", "")), Operation.ABSENT));
        for (int i = 0; i < 20; i++) {
            put("ns", "large", "x".repeat(20_000));
            assertThat(cache.recentBytes() + caches.of(others).recentBytes())
                    .isLessThanOrEqualTo(SMALL.recent().bytes());
        }

        assertThat(caches.of(others).recentBytes())
                .as("a small resource keeps its own")
                .isPositive();
        Watcher old = watch(caches.revision() - 4, new Scope("", null));
        assertThat(drain(old, 4)).hasSize(4).allMatch(event -> event.startsWith("MODIFIED ns/large@"));
    }

    @Test
    void aWatcherFallsBehindByBytesToo() {
        Watcher slow = watch(caches.revision(), new Scope("", null));
        put("ns", "large", "x".repeat(100_000));
        assertThat(slow.state()).as("one change may always wait").isEqualTo(Watcher.State.LIVE);
        put("ns", "large", "y".repeat(100_000));

        assertThat(slow.poll()).isNull();
        assertThat(slow.state()).isEqualTo(Watcher.State.TOO_SLOW);
    }

    @Test
    void aWatchBehindTooManyBytesExpires() {
        long before = put("ns", "large", "");
        for (int i = 0; i < 10; i++) {
            put("ns", "large", "x".repeat(100_000));
        }

        Watcher watcher = watch(before, new Scope("", null));

        await().until(() -> watcher.poll() == null && watcher.state() == Watcher.State.EXPIRED);
        assertThat(cache.snapshotAt(before)).succeedsWithin(5, TimeUnit.SECONDS);
    }

    /** What a loop does on being woken may need the cache, and the store's thread must not hold it meanwhile. */
    @Test
    void watchersAreWokenWhileTheCacheIsFree() {
        List<CompletableFuture<Watcher>> joined = new CopyOnWriteArrayList<>();
        Executor loop = wake -> {
            CompletableFuture<Watcher> other = CompletableFuture.supplyAsync(() -> {
                caches.add(List.of());
                return watch(caches.revision(), new Scope("", null));
            });
            joined.add(other);
            other.orTimeout(5, TimeUnit.SECONDS).join();
        };
        cache.watch(caches.revision(), new Scope("", null), loop, () -> {});

        put("ns", "a", "");

        assertThat(joined).hasSize(1).allMatch(other -> !other.isCompletedExceptionally());
    }

    @Test
    void aReadWaitsForTheRevisionItNeeds() {
        CompletableFuture<Void> reached = caches.reached(caches.revision() + 2);
        CompletableFuture<Void> givenUp = caches.reached(caches.revision() + 2);
        givenUp.cancel(false);
        put("ns", "a", "");
        assertThat(reached).isNotDone();
        put("ns", "b", "");
        assertThat(reached).isDone();
        assertThat(caches.reached(caches.revision())).isDone();

        CompletableFuture<Void> never = caches.reached(Long.MAX_VALUE);
        caches.close();
        assertThat(never).isCompletedExceptionally();
    }

    @Test
    void aDroppedWatchOnTheStoreIsTakenUpAgain() {
        Watcher watcher = watch(caches.revision(), new Scope("", null));
        put("ns", "a", "");
        faults.loseEvents = true;
        long lost = put("ns", "b", "");
        assertThat(cache.get("ns", "b")).isEmpty();

        faults.drop();

        await().until(() -> caches.revision() == lost);
        assertThat(cache.get("ns", "b")).isPresent();
        put("ns", "c", "");
        assertThat(drain(watcher, 3))
                .map(event -> event.split("@", -1)[0])
                .containsExactly("ADDED ns/a", "ADDED ns/b", "ADDED ns/c");
    }

    @Test
    void retainedSnapshotsAreBoundedInNumberBytesAndTime() {
        try (ManualClock clock = new ManualClock(Instant.EPOCH)) {
            RetainedSnapshots retained = RetainedSnapshots.of(caches, clock);
            List<Snapshot> taken = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                put("ns", "a", "text " + i);
                taken.add(cache.snapshot());
                retained.retain(cache, taken.get(i));
            }
            assertThat(retained.find(cache, taken.get(0).revision()))
                    .as("number")
                    .isEmpty();
            assertThat(retained.find(cache, taken.get(3).revision())).contains(taken.get(3));

            for (int i = 0; i < 9; i++) {
                put("ns", "a", "x".repeat(20_000) + i);
            }
            assertThat(retained.size()).as("bytes that were superseded since").isZero();

            retained.retain(cache, cache.snapshot());
            clock.advance(RetainedSnapshots.MAX_AGE);
            assertThat(retained.size()).as("age, and nobody lists").isZero();
        }
    }

    private Watcher watch(long after, Scope scope) {
        return cache.watch(after, scope, runnable -> {}, () -> {});
    }

    private String next(Watcher watcher) {
        WatchEvent event = nextEvent(watcher);
        return event.type() + " " + event.object();
    }

    private static WatchEvent nextEvent(Watcher watcher) {
        return await().until(watcher::poll, java.util.Objects::nonNull);
    }

    private List<String> drain(Watcher watcher, int count) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(next(watcher));
        }
        return events;
    }

    private static List<String> described(Snapshot snapshot) {
        List<String> objects = new ArrayList<>();
        snapshot.list("", "")
                .forEach(object -> objects.add(object + new String(object.json(), StandardCharsets.UTF_8)));
        return objects;
    }

    private static List<String> keys(Iterable<StoredObject> objects) {
        List<String> keys = new ArrayList<>();
        objects.forEach(object -> keys.add(object.key()));
        return keys;
    }

    private long put(String namespace, String name, String text) {
        return commit(
                new Operation.Put(things.key(namespace, name), StoredObject.encode(object(name, text)), Operation.ANY));
    }

    private long delete(String namespace, String name) {
        return commit(new Operation.Delete(things.key(namespace, name), Operation.ANY));
    }

    private long commit(Operation operation) {
        return ((CommitResult.Committed) store.commit(Transaction.of(operation)).join()).revision();
    }

    private static ObjectNode object(String name, String text) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("name", name);
        object.putObject("data").put("text", text);
        return object;
    }

    private static Resource resource(String group, String plural) {
        return new Resource(
                new GroupResource(group, plural),
                new Names("Thing", plural, plural, List.of(), List.of()),
                true,
                Set.of("get"),
                Set.of(),
                List.of(new ServedVersion(new GroupVersion(group, "v1"), new AnySchema(), Conversion.NONE)),
                new Strategy() {});
    }

    /** Loses events of the one watch over the registry, and then the watch itself. */
    private static final class Faults implements StoreInterceptor {
        private volatile boolean loseEvents;
        private volatile Runnable drop = () -> {};

        @Override
        public Watch watch(Store to, KeyRange range, long afterRevision, WatchListener listener) {
            loseEvents = false;
            Watch watch = to.watch(range, afterRevision, new WatchListener() {
                @Override
                public void onEvents(List<Event> events) {
                    if (!loseEvents) {
                        listener.onEvents(events);
                    }
                }

                @Override
                public void onClosed(StoreException reason) {
                    listener.onClosed(reason);
                }
            });
            drop = () -> {
                watch.close();
                listener.onClosed(new StoreException.WatchLost("dropped by the test"));
            };
            return watch;
        }

        void drop() {
            drop.run();
        }
    }

    private record AnySchema() implements Schema {
        @Override
        public Type type() {
            return Type.ANY;
        }

        @Override
        public String name() {
            return "";
        }

        @Override
        public String format() {
            return "";
        }

        @Override
        public Map<String, Schema> fields() {
            return Map.of();
        }

        @Override
        public Set<String> required() {
            return Set.of();
        }

        @Override
        public @Nullable Schema items() {
            return null;
        }

        @Override
        public Set<String> patchStrategies() {
            return Set.of();
        }

        @Override
        public @Nullable String patchMergeKey() {
            return null;
        }
    }
}
