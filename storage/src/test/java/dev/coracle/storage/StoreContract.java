package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coracle.storage.CommitResult.Committed;
import dev.coracle.storage.CommitResult.Conflict;
import dev.coracle.storage.Operation.Delete;
import dev.coracle.storage.Operation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store does. Subclasses say how to open one. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // where a test does not wait, it means not to
abstract class StoreContract {
    static final String KEY = "/registry/pods/default/web";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private @Nullable Store open;

    /** An empty store the first time in a test. */
    abstract Store open(StoreOptions options);

    @AfterEach
    void closeStore() {
        if (open != null) {
            open.close();
        }
    }

    Store store(StoreOptions options) {
        closeStore();
        Store opened = open(options);
        open = opened;
        return opened;
    }

    Store store() {
        return store(options());
    }

    StoreOptions options() {
        return StoreOptions.defaults(now::get);
    }

    // Entries and revisions.

    @Test
    void startsEmptyAtRevisionOne() {
        Store store = store();

        assertThat(store.revision()).isEqualTo(1);
        assertThat(store.compactedRevision()).isZero();
        assertThat(store.get(KEY)).isEmpty();
        assertThat(store.range(KeyRange.all())).isEqualTo(new RangeResult(List.of(), 1));
    }

    @Test
    void keepsTheRevisionsOfCreationAndOfLastWrite() {
        Store store = store();

        assertThat(put(store, KEY, "one", Operation.ABSENT)).isEqualTo(new Committed(2));
        assertThat(put(store, "/other", "x", Operation.ABSENT)).isEqualTo(new Committed(3));
        assertThat(put(store, KEY, "two", 2)).isEqualTo(new Committed(4));

        assertThat(describe(store.get(KEY).orElseThrow())).isEqualTo(KEY + "=two@4 since 2");
        assertThat(store.revision()).isEqualTo(4);

        assertThat(delete(store, KEY, 4)).isEqualTo(new Committed(5));
        assertThat(store.get(KEY)).isEmpty();
        assertThat(put(store, KEY, "three", Operation.ABSENT)).isEqualTo(new Committed(6));
        assertThat(describe(store.get(KEY).orElseThrow())).isEqualTo(KEY + "=three@6 since 6");
    }

    @Test
    void refusesStaleAndAbsentRevisionsAndSaysWhatIsThere() {
        Store store = store();
        put(store, KEY, "one", Operation.ABSENT);

        assertConflict(put(store, KEY, "again", Operation.ABSENT), KEY + "=one@2 since 2");
        assertConflict(put(store, KEY, "stale", 1), KEY + "=one@2 since 2");
        assertConflict(delete(store, KEY, 9), KEY + "=one@2 since 2");
        assertThat(put(store, "/absent", "x", 2)).isEqualTo(new Conflict("/absent", Optional.empty()));
        assertThat(delete(store, "/absent", 2)).isEqualTo(new Conflict("/absent", Optional.empty()));
        assertThat(store.revision()).isEqualTo(2);
        assertThat(describe(store.get(KEY).orElseThrow())).isEqualTo(KEY + "=one@2 since 2");
    }

    @Test
    void writesWhateverIsThereWhenNoRevisionIsExpected() {
        Store store = store();

        assertThat(put(store, KEY, "one", Operation.ANY)).isEqualTo(new Committed(2));
        assertThat(put(store, KEY, "two", Operation.ANY)).isEqualTo(new Committed(3));
        assertThat(delete(store, KEY, Operation.ANY)).isEqualTo(new Committed(4));
    }

    @Test
    void takesNoRevisionForATransactionThatChangesNothing() {
        Store store = store();
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.all(), 1, listener);

        assertThat(delete(store, KEY, Operation.ANY)).isEqualTo(new Committed(1));
        put(store, KEY, "one", Operation.ABSENT);

        assertThat(listener.revisions()).containsExactly(2L);
    }

    @Test
    void commitsSeveralOperationsAtOneRevisionOrNotAtAll() {
        Store store = store();
        put(store, "/b", "old", Operation.ABSENT);

        CommitResult refused =
                commit(store, new Put("/a", bytes("1"), Operation.ABSENT), new Put("/b", bytes("2"), Operation.ABSENT));
        assertConflict(refused, "/b=old@2 since 2");
        assertThat(describe(store)).containsExactly("/b=old@2 since 2");

        CommitResult accepted = commit(
                store,
                new Put("/a", bytes("1"), Operation.ABSENT),
                new Delete("/b", 2),
                new Put("/c", bytes("3"), Operation.ANY));
        assertThat(accepted).isEqualTo(new Committed(3));
        assertThat(describe(store)).containsExactly("/a=1@3 since 3", "/c=3@3 since 3");
    }

    @Test
    void rejectsKeysTwiceEmptyOrNotAscii() {
        assertThatThrownBy(() -> Transaction.of(new Delete("/a", 1), new Delete("/a", 1)))
                .hasMessageContaining("appears twice");
        assertThatThrownBy(() -> new Delete("", 1)).hasMessage("key is empty");
        assertThatThrownBy(() -> new Delete("/n\u00e4", 1)).hasMessageContaining("U+00E4 at 2 is not printable ASCII");
        assertThatThrownBy(() -> new Put("/a", bytes(""), -2)).hasMessageContaining("expectedRevision -2");
    }

    @Test
    void checksAgainstEarlierTransactionsOfTheSameBatch() {
        Store store = store();
        List<CompletableFuture<CommitResult>> results = new ArrayList<>();
        try (BlockingListener held = BlockingListener.holdWriter(store, "/held")) {
            for (Operation operation : List.of(
                    new Put(KEY, bytes("one"), Operation.ABSENT),
                    new Put(KEY, bytes("two"), Operation.ABSENT),
                    new Put(KEY, bytes("three"), 3),
                    new Delete(KEY, 4),
                    new Put(KEY, bytes("four"), Operation.ABSENT))) {
                results.add(store.commit(Transaction.of(operation)));
            }
            assertThat(results).noneMatch(CompletableFuture::isDone);
        }

        assertThat(results.get(0).join()).isEqualTo(new Committed(3));
        assertConflict(results.get(1).join(), KEY + "=one@3 since 3");
        assertThat(results.get(2).join()).isEqualTo(new Committed(4));
        assertThat(results.get(3).join()).isEqualTo(new Committed(5));
        assertThat(results.get(4).join()).isEqualTo(new Committed(6));
        assertThat(describe(store.get(KEY).orElseThrow())).isEqualTo(KEY + "=four@6 since 6");
    }

    @Test
    void letsOneOfManyConcurrentUpdatersWin() {
        Store store = store();
        put(store, KEY, "0", Operation.ABSENT);

        inParallel(4, worker -> {
            for (int done = 0; done < 50; ) {
                Entry entry = store.get(KEY).orElseThrow();
                int count = Integer.parseInt(text(entry.value()));
                if (put(store, KEY, String.valueOf(count + 1), entry.revision()) instanceof Committed) {
                    done++;
                }
            }
        });

        assertThat(describe(store.get(KEY).orElseThrow())).isEqualTo(KEY + "=200@202 since 2");
    }

    // Ranges.

    @Test
    void readsRangesInKeyOrderWithExclusiveEnd() {
        Store store = store();
        for (String key : List.of("/b/2", "/a", "/b/10", "/c", "/b", "/b0")) {
            put(store, key, "", Operation.ABSENT);
        }

        assertThat(keys(store, KeyRange.all())).containsExactly("/a", "/b", "/b/10", "/b/2", "/b0", "/c");
        assertThat(keys(store, KeyRange.prefix("/b/"))).containsExactly("/b/10", "/b/2");
        assertThat(keys(store, new KeyRange("/b/10", "/b0"))).containsExactly("/b/10", "/b/2");
        assertThat(keys(store, new KeyRange("/b0", ""))).containsExactly("/b0", "/c");
        assertThat(keys(store, new KeyRange("/c", "/b"))).isEmpty();
        assertThat(store.range(KeyRange.prefix("/x")).revision()).isEqualTo(7);
    }

    @Test
    void readsARangeAsOfOneRevisionWhileOthersWrite() {
        Store store = store();
        commit(store, new Put("/a", bytes("2"), Operation.ANY), new Put("/b", bytes("2"), Operation.ANY));

        inParallel(4, worker -> {
            for (int i = 0; i < 100; i++) {
                if (worker == 0) {
                    byte[] next = bytes(String.valueOf(store.revision() + 1));
                    commit(store, new Put("/a", next, Operation.ANY), new Put("/b", next, Operation.ANY));
                } else {
                    RangeResult result = store.range(KeyRange.all());
                    assertThat(result.entries())
                            .allMatch(entry -> entry.revision() == result.revision())
                            .allMatch(entry -> text(entry.value()).equals(String.valueOf(result.revision())));
                }
            }
        });
    }

    // Watches.

    @Test
    void tellsTheSameStoryLiveAndFromTheLog() {
        Store store = store();
        RecordingListener live = new RecordingListener();
        store.watch(KeyRange.all(), 1, live);
        put(store, KEY, "a first value", Operation.ABSENT);
        put(store, KEY, "a second value", 2);
        commit(store, new Delete(KEY, 3), new Put("/other", bytes(""), Operation.ABSENT));
        put(store, "/other", "grown", 4);
        RecordingListener replayed = new RecordingListener();
        store.watch(KeyRange.all(), 0, replayed);

        String[] story = {
            "2 " + KEY + " null@0 -> a first value",
            "3 " + KEY + " a first value@2 -> a second value",
            "4 " + KEY + " a second value@3 -> null",
            "4 /other null@0 -> ",
            "5 /other @4 -> grown"
        };
        assertThat(live.events()).map(StoreContract::describe).containsExactly(story);
        assertThat(replayed.awaitRevision(5)).map(StoreContract::describe).containsExactly(story);
    }

    @Test
    void keepsTheCauseOfATransactionWithItsRevision() {
        Store store = store();
        RecordingListener live = new RecordingListener();
        store.watch(KeyRange.all(), 1, live);

        store.commit(Transaction.of(new Put("/a", bytes("1"), Operation.ANY), new Put("/b", bytes("2"), Operation.ANY))
                        .withCause("scaled"))
                .join();
        put(store, "/a", "3", Operation.ANY);

        List<Event> logged = new ArrayList<>();
        store.history(KeyRange.all(), 1, logged::add);
        for (List<Event> events : List.of(live.events(), logged)) {
            assertThat(events)
                    .map(event -> event.revision() + " " + event.cause())
                    .containsExactly("2 scaled", "2 scaled", "3 null");
        }
        assertThatThrownBy(() -> Transaction.of(new Delete(KEY, 1)).withCause("x".repeat(1025)))
                .hasMessage("cause has 1025 characters; at most 1024 are kept");
    }

    @Test
    void handsOverEventsBeforeTheCommitCompletes() {
        Store store = store();
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.all(), 1, listener);
        List<Integer> seen = new ArrayList<>();
        List<CompletableFuture<Void>> done = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            done.add(store.commit(Transaction.of(new Put(KEY, bytes(""), Operation.ANY)))
                    .thenAccept(result -> {
                        long revision = ((Committed) result).revision();
                        seen.add(listener.revision() >= revision ? 1 : 0);
                    }));
        }
        done.forEach(CompletableFuture::join);

        assertThat(seen).hasSize(100).containsOnly(1);
    }

    @Test
    void watchesOnlyItsRangeAndOnlyWhatComesAfter() {
        Store store = store();
        put(store, "/a/1", "", Operation.ANY);
        put(store, "/b/1", "", Operation.ANY);
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.prefix("/b/"), 3, listener);
        RecordingListener replayed = new RecordingListener();
        store.watch(KeyRange.prefix("/a/"), 1, replayed);

        put(store, "/a/2", "", Operation.ANY);
        put(store, "/b/2", "", Operation.ANY);

        assertThat(listener.awaitRevision(5)).map(Event::key).containsExactly("/b/2");
        assertThat(replayed.awaitRevision(4)).map(Event::key).containsExactly("/a/1", "/a/2");
    }

    @Test
    void watchesAnEmptyStoreFromZero() {
        Store store = store();
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.all(), 0, listener);

        put(store, KEY, "one", Operation.ANY);

        assertThat(listener.revisions()).containsExactly(2L);
    }

    @Test
    void tellsTheHistorySinceARevision() {
        Store store = store();
        put(store, "/a/1", "one", Operation.ANY);
        put(store, "/b/1", "one", Operation.ANY);
        put(store, "/a/1", "two", Operation.ANY);
        commit(store, new Delete("/a/1", 4), new Put("/a/2", bytes("new"), Operation.ABSENT));
        List<Event> events = new ArrayList<>();

        assertThat(store.history(KeyRange.prefix("/a/"), 2, events::add)).isEqualTo(5);

        assertThat(events)
                .map(StoreContract::describe)
                .containsExactly("4 /a/1 one@2 -> two", "5 /a/1 two@4 -> null", "5 /a/2 null@0 -> new");
        assertThat(store.history(KeyRange.all(), 5, events::add)).isEqualTo(5);
        assertThat(events).hasSize(3);
        assertThat(store.history(KeyRange.all(), 0, events::add)).isEqualTo(5);
        assertThat(events).hasSize(8);
    }

    @Test
    void tellsALongHistoryWithoutGapOrRepetition() {
        Store store = store();
        writeMegabytes(store, 3);
        List<Long> revisions = new ArrayList<>();

        store.history(KeyRange.all(), 1, event -> revisions.add(event.revision()));

        assertThat(revisions).containsExactly(2L, 3L, 4L);
    }

    @Test
    void refusesAHistoryItDoesNotHave() {
        Store store = store();
        put(store, KEY, "one", Operation.ANY);
        put(store, KEY, "two", Operation.ANY);
        store.compact(2);
        List<Event> events = new ArrayList<>();

        assertThatThrownBy(() -> store.history(KeyRange.all(), 1, events::add))
                .isInstanceOf(CompactedException.class)
                .hasMessage("revision 1 has been compacted; the oldest retained is 3");
        assertThatThrownBy(() -> store.history(KeyRange.all(), 4, events::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("afterRevision 4 is not within 0 and 3");
        assertThat(events).isEmpty();
        store.history(KeyRange.all(), 2, events::add);
        assertThat(events).map(StoreContract::describe).containsExactly("3 " + KEY + " one@2 -> two");
    }

    @Test
    void endsAHistoryWithWhatItsReaderThrows() {
        Store store = store();
        put(store, KEY, "one", Operation.ANY);
        put(store, KEY, "two", Operation.ANY);
        List<Event> events = new ArrayList<>();

        assertThatThrownBy(() -> store.history(KeyRange.all(), 1, event -> {
                    events.add(event);
                    throw new IllegalStateException("enough");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
        assertThat(events).hasSize(1);
        assertThat(put(store, KEY, "three", Operation.ANY)).isEqualTo(new Committed(4));
    }

    @Test
    void rejectsAWatchFromTheFuture() {
        Store store = store();

        assertThatThrownBy(() -> store.watch(KeyRange.all(), 2, new RecordingListener()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("afterRevision 2 is not within 0 and 1");
    }

    @Test
    void losesAndRepeatsNothingWhileWatchesStartUnderConcurrentWrites() {
        Store store = store();
        record Started(long after, RecordingListener listener) {}
        List<Started> watches = new ArrayList<>();

        inParallel(5, worker -> {
            for (int i = 0; i < 400; i++) {
                if (worker > 0) {
                    put(store, "/" + worker, "value " + i, Operation.ANY);
                } else if (i % 20 == 0) {
                    RecordingListener listener = new RecordingListener();
                    long after = Math.max(1, store.revision() * (i % 100) / 80);
                    after = Math.min(after, store.revision());
                    store.watch(KeyRange.all(), after, listener);
                    watches.add(new Started(after, listener));
                }
            }
        });

        assertThat(store.revision()).isEqualTo(1601);
        for (Started watch : watches) {
            if (watch.after < 1601) {
                watch.listener.awaitRevision(1601);
            }
            assertThat(watch.listener.revisions())
                    .containsExactlyElementsOf(LongStream.rangeClosed(watch.after + 1, 1601)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void doesNotHoldWritersBackForASlowReplay() {
        Store store = store();
        writeMegabytes(store, 4);
        try (BlockingListener slow = new BlockingListener()) {
            store.watch(KeyRange.all(), 1, slow);
            slow.awaitCall();

            assertThat(put(store, KEY, "", Operation.ANY)).isEqualTo(new Committed(6));
        }
    }

    @Test
    void endsAWatchWhoseListenerFailsAndNoOther() {
        Store store = store();
        RecordingListener good = new RecordingListener();
        AtomicReference<StoreException> reason = new AtomicReference<>();
        store.watch(KeyRange.all(), 1, new WatchListener() {
            @Override
            public void onEvents(List<Event> events) {
                throw new IllegalStateException("boom");
            }

            @Override
            public void onClosed(StoreException why) {
                reason.set(why);
                throw new IllegalStateException("boom again");
            }
        });
        store.watch(KeyRange.all(), 1, good);

        put(store, KEY, "one", Operation.ANY);
        put(store, KEY, "two", Operation.ANY);

        assertThat(good.revisions()).containsExactly(2L, 3L);
        assertThat(reason.get()).hasMessageContaining("boom");
    }

    @Test
    void tellsAClosedWatchNothing() {
        Store store = store();
        RecordingListener listener = new RecordingListener();
        Watch watch = store.watch(KeyRange.all(), 1, listener);
        put(store, KEY, "one", Operation.ANY);

        watch.close();
        watch.close();
        put(store, KEY, "two", Operation.ANY);
        store.close();

        assertThat(listener.revisions()).containsExactly(2L);
        assertThat(listener.isClosed()).isFalse();
    }

    @Test
    void waitsForACallInProgressWhenAWatchIsClosed() {
        Store store = store();
        BlockingListener listener = new BlockingListener();
        Watch watch = store.watch(KeyRange.all(), 1, listener);
        store.commit(Transaction.of(new Put(KEY, bytes(""), Operation.ANY)));
        listener.awaitCall();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(watch::close);
        assertThat(closed).isNotDone();
        listener.close();
        closed.join();
    }

    @Test
    void letsAListenerCloseItsOwnWatch() {
        Store store = store();
        AtomicReference<Watch> watch = new AtomicReference<>();
        List<Long> seen = new ArrayList<>();
        put(store, KEY, "one", Operation.ANY);
        try (BlockingListener held = BlockingListener.holdWriter(store, "/held")) {
            watch.set(store.watch(KeyRange.all(), store.revision(), new WatchListener() {
                @Override
                public void onEvents(List<Event> events) {
                    events.forEach(event -> seen.add(event.revision()));
                    watch.get().close();
                }

                @Override
                public void onClosed(StoreException reason) {
                    seen.add(-1L);
                }
            }));
        }
        put(store, KEY, "two", Operation.ANY);
        put(store, KEY, "three", Operation.ANY);

        assertThat(seen).containsExactly(4L);
    }

    // Compaction and retention.

    @Test
    void forgetsCompactedEventsAndKeepsEntries() {
        Store store = store();
        for (int i = 0; i < 5; i++) {
            put(store, KEY, "v" + i, Operation.ANY);
        }

        store.compact(4);
        store.compact(3);

        assertThat(store.compactedRevision()).isEqualTo(4);
        assertThatThrownBy(() -> store.watch(KeyRange.all(), 3, new RecordingListener()))
                .isInstanceOfSatisfying(
                        CompactedException.class,
                        e -> assertThat(e.compactedRevision()).isEqualTo(4))
                .hasMessage("revision 3 has been compacted; the oldest retained is 5");
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.all(), 4, listener);
        assertThat(listener.awaitRevision(6))
                .map(StoreContract::describe)
                .containsExactly("5 " + KEY + " v2@4 -> v3", "6 " + KEY + " v3@5 -> v4");
        assertThat(describe(store)).containsExactly(KEY + "=v4@6 since 2");
        assertThatThrownBy(() -> store.compact(7)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsLiveWatchesGoingThroughCompaction() {
        Store store = store();
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.all(), 1, listener);
        put(store, KEY, "one", Operation.ANY);
        store.compact(2);
        put(store, KEY, "two", Operation.ANY);

        assertThat(listener.revisions()).containsExactly(2L, 3L);
        assertThat(listener.isClosed()).isFalse();
    }

    @Test
    void endsAReplayThatCompactionOvertakes() {
        Store store = store();
        writeMegabytes(store, 4);
        try (BlockingListener slow = new BlockingListener()) {
            store.watch(KeyRange.all(), 1, slow);
            slow.awaitCall();
            store.compact(store.revision());
            slow.close();

            await().pollInterval(Duration.ofMillis(2)).until(() -> slow.reason.get() instanceof CompactedException);
        }
    }

    @Test
    void boundsTheLogBySize() {
        Store store = store(options().withRetention(Duration.ofHours(1), 2 << 20));

        writeMegabytes(store, 5);

        await().pollInterval(Duration.ofMillis(2)).until(() -> store.compactedRevision() >= 4);
        assertThat(store.compactedRevision()).isEqualTo(5);
        assertThat(store.range(KeyRange.all()).entries()).hasSize(5);
    }

    @Test
    void boundsTheLogByAge() {
        Store store = store(options().withRetention(Duration.ofMinutes(10), 32_000));
        put(store, "/a", "x".repeat(2000), Operation.ANY);
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(9)));
        put(store, "/b", "x".repeat(2000), Operation.ANY);
        store.compact(0);
        assertThat(store.compactedRevision()).isZero();

        now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
        put(store, "/c", "x".repeat(2000), Operation.ANY);

        await().pollInterval(Duration.ofMillis(2)).until(() -> store.compactedRevision() == 2);
    }

    // Reading what is current, and whether it works.

    @Test
    void knowsItsCurrentRevisionWithoutWaiting() {
        Store store = store();

        assertThat(store.currentRevision()).isCompletedWithValue(1L);
        put(store, KEY, "one", Operation.ANY);
        assertThat(store.currentRevision()).isCompletedWithValue(2L);
        assertThat(store.currentRevision()).as("nothing is made for a read").isSameAs(store.currentRevision());
    }

    @Test
    void aCurrentRevisionIsKnownToEveryWatch() {
        Store store = store();
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.all(), 1, listener);

        inParallel(2, worker -> {
            for (int i = 0; i < 200; i++) {
                if (worker == 0) {
                    put(store, KEY, "v" + i, Operation.ANY);
                } else {
                    long current = store.currentRevision().join();
                    assertThat(listener.revision()).isGreaterThanOrEqualTo(current > 1 ? current : 0);
                }
            }
        });
    }

    @Test
    void probingTakesNoRevisionAndMakesNoEvent() {
        Store store = store();
        put(store, KEY, "one", Operation.ANY);

        store.probe().join();

        assertThat(store.revision()).isEqualTo(2);
        assertThat(describe(store)).containsExactly(KEY + "=one@2 since 2");
        assertThat(store.ended()).isNotDone();
        store.close();
        assertThat(failure(store.probe())).isInstanceOf(StoreException.Closed.class);
        assertThat(store.ended().join()).isInstanceOf(StoreException.Closed.class);
        assertThat(failure(store.currentRevision())).isInstanceOf(StoreException.Closed.class);
    }

    // The queue and the end.

    @Test
    void refusesWritesBeyondTheQueuesBounds() {
        Store store = store(options().withQueue(3, 100));
        CompletableFuture<CommitResult> second;
        try (BlockingListener held = BlockingListener.holdWriter(store, "/held")) {
            store.commit(Transaction.of(new Put("/1", new byte[60], Operation.ANY)));
            second = store.commit(Transaction.of(new Put("/2", new byte[40], Operation.ANY)));
            assertThat(failure(store.commit(Transaction.of(new Put("/3", new byte[1], Operation.ANY)))))
                    .isInstanceOf(StoreException.Overloaded.class)
                    .hasMessage(
                            "the write queue is full: 2 transactions of 100 bytes wait; at most 3 of 100 bytes may");
            store.commit(Transaction.of(new Delete("/3", Operation.ANY)));
            assertThat(failure(store.commit(Transaction.of(new Delete("/4", Operation.ANY)))))
                    .isInstanceOf(StoreException.Overloaded.class);
        }

        assertThat(second.join()).isEqualTo(new Committed(4));
        assertThat(put(store, "/big", "x".repeat(1000), Operation.ANY)).isEqualTo(new Committed(5));
    }

    @Test
    void finishesQueuedWritesAndEndsWatchesOnClose() {
        Store store = store();
        RecordingListener live = new RecordingListener();
        store.watch(KeyRange.all(), 1, live);
        List<CompletableFuture<CommitResult>> queued = new ArrayList<>();
        CompletableFuture<Void> closed;
        try (BlockingListener held = BlockingListener.holdWriter(store, "/held")) {
            for (int i = 0; i < 10; i++) {
                queued.add(store.commit(Transaction.of(new Put(KEY, bytes(""), Operation.ANY))));
            }
            closed = CompletableFuture.runAsync(store::close);
            await().pollInterval(Duration.ofMillis(2))
                    .until(() ->
                            store.commit(Transaction.of(new Delete(KEY, 99))).isCompletedExceptionally());
            assertThat(closed).isNotDone();
        }
        closed.join();
        store.close();

        assertThat(queued.get(9).join()).isEqualTo(new Committed(12));
        assertThat(live.awaitReason()).isInstanceOf(StoreException.Closed.class);
        assertThat(live.revisions()).hasSize(11);
        assertThat(failure(store.commit(Transaction.of(new Delete(KEY, 1))))).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> store.range(KeyRange.all())).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> store.compact(1)).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> store.watch(KeyRange.all(), 1, live)).isInstanceOf(StoreException.Closed.class);
    }

    @Test
    void endsAReplayOnClose() {
        Store store = store();
        writeMegabytes(store, 3);
        BlockingListener slow = new BlockingListener();
        store.watch(KeyRange.all(), 1, slow);
        slow.awaitCall();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(store::close);
        slow.close();
        closed.join();

        assertThat(slow.reason.get()).isInstanceOf(StoreException.Closed.class);
    }

    @Test
    void beginsToCloseFromACompletion() {
        Store store = store();

        store.commit(Transaction.of(new Put(KEY, bytes(""), Operation.ANY)))
                .thenRun(store::close)
                .join();

        store.close();
        assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(StoreException.Closed.class);
    }

    @Test
    void readsAndWritesFailCleanlyWhileTheStoreCloses() {
        Store store = store();
        put(store, KEY, "", Operation.ANY);

        inParallel(4, worker -> {
            if (worker == 0) {
                store.close();
                return;
            }
            try {
                while (true) {
                    store.get(KEY);
                    store.range(KeyRange.all());
                    store.history(KeyRange.all(), 1, event -> {});
                    store.watch(KeyRange.all(), 1, new RecordingListener()).close();
                    store.commit(Transaction.of(new Put(KEY, bytes(""), Operation.ANY)))
                            .join();
                }
            } catch (StoreException.Closed e) {
                assertThat(e).hasMessage("the store is closed");
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(StoreException.Closed.class);
            }
        });
    }

    // Words.

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte @Nullable [] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    static CommitResult commit(Store store, Operation... operations) {
        return store.commit(Transaction.of(operations)).join();
    }

    static CommitResult put(Store store, String key, String value, long expectedRevision) {
        return commit(store, new Put(key, bytes(value), expectedRevision));
    }

    static CommitResult delete(Store store, String key, long expectedRevision) {
        return commit(store, new Delete(key, expectedRevision));
    }

    static String describe(Event event) {
        return event.revision() + " " + event.key() + " " + text(event.previous()) + "@" + event.previousRevision()
                + " -> " + text(event.value());
    }

    static String describe(Entry entry) {
        return entry.key() + "=" + text(entry.value()) + "@" + entry.revision() + " since " + entry.createRevision();
    }

    static List<String> describe(Store store) {
        return store.range(KeyRange.all()).entries().stream()
                .map(StoreContract::describe)
                .toList();
    }

    static Throwable failure(CompletableFuture<?> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            return e.getCause();
        }
        throw new AssertionError("expected a failure");
    }

    /** One revision for each megabyte, so that each is a chunk of its own to a replay. */
    static void writeMegabytes(Store store, int count) {
        for (int i = 0; i < count; i++) {
            put(store, "/megabyte/" + i, "x".repeat(1 << 20), Operation.ANY);
        }
    }

    interface Task {
        void run(int worker) throws Exception;
    }

    static void inParallel(int workers, Task task) {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            int worker = i;
            CompletableFuture<Void> future = new CompletableFuture<>();
            done.add(future);
            new Thread(() -> {
                        try {
                            task.run(worker);
                            future.complete(null);
                        } catch (Throwable e) {
                            future.completeExceptionally(e);
                        }
                    })
                    .start();
        }
        done.forEach(CompletableFuture::join);
    }

    private static void assertConflict(CommitResult result, String current) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Conflict.class,
                        conflict -> assertThat(describe(conflict.current().orElseThrow()))
                                .isEqualTo(current));
    }

    private static List<String> keys(Store store, KeyRange range) {
        return store.range(range).entries().stream().map(Entry::key).toList();
    }
}
