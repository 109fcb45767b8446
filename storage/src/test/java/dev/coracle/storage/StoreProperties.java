package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.storage.CommitResult.Committed;
import dev.coracle.storage.CommitResult.Conflict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Random histories against a map and a list. jqwik prints the seed of every run. */
abstract class StoreProperties {
    private static final StoreOptions OPTIONS = StoreOptions.defaults(() -> Instant.EPOCH);

    enum Expected {
        ANY,
        ABSENT,
        CURRENT,
        STALE
    }

    /** One operation on one of a few keys; without a value it deletes. */
    record Change(String key, @Nullable String value, Expected expected) {}

    sealed interface Step {}

    record Commits(List<List<Change>> transactions) implements Step {}

    record Watches(int percent) implements Step {}

    record Compacts(int percent) implements Step {}

    record Reopens() implements Step {}

    abstract Store open(StoreOptions options);

    /** A store as it is after a restart; the same one where nothing outlives the process. */
    abstract Store reopen(Store store, StoreOptions options);

    abstract void discard(Store store);

    @Property(tries = 60)
    void behavesLikeAMapAndAList(@ForAll("histories") List<Step> history) {
        Store store = open(OPTIONS);
        try {
            Model model = new Model();
            for (Step step : history) {
                if (step instanceof Commits commits) {
                    model.commit(store, commits.transactions());
                } else if (step instanceof Watches watches) {
                    model.watch(store, model.revision * watches.percent / 100);
                } else if (step instanceof Compacts compacts) {
                    model.compact(store, model.revision * compacts.percent / 100);
                } else {
                    store = reopen(store, OPTIONS);
                    model.watching.removeIf(watch -> watch.listener.isClosed());
                }
                model.check(store);
            }
        } finally {
            discard(store);
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<String> keys = Arbitraries.of("/a", "/a/", "/a/b", "/a0", "/b", "/b/~", "/c");
        Arbitrary<Change> changes = Combinators.combine(
                        keys,
                        Arbitraries.strings().ascii().ofMaxLength(40).injectNull(0.3),
                        Arbitraries.of(Expected.class))
                .as(Change::new);
        Arbitrary<List<Change>> transactions =
                changes.list().ofMinSize(1).ofMaxSize(3).uniqueElements(Change::key);
        Arbitrary<Step> commits = transactions.list().ofMinSize(1).ofMaxSize(8).map(Commits::new);
        Arbitrary<Integer> percents = Arbitraries.integers().between(0, 100);
        return Arbitraries.frequencyOf(
                        Tuple.of(10, commits),
                        Tuple.of(2, percents.map(Watches::new)),
                        Tuple.of(1, percents.map(Compacts::new)),
                        Tuple.of(1, Arbitraries.create(Reopens::new)))
                .list()
                .ofMaxSize(25);
    }

    private static final class Model {
        record Watching(long after, RecordingListener listener) {}

        final TreeMap<String, String> entries = new TreeMap<>();
        final TreeMap<String, Long> revisions = new TreeMap<>();
        final List<Map.Entry<Long, String>> events = new ArrayList<>();
        final List<Watching> watching = new ArrayList<>();
        /** What there was at each revision. */
        final TreeMap<Long, List<String>> states = new TreeMap<>();

        long revision = 1;
        long compacted;

        /** Queues all transactions before it looks at any result, so that the store may batch them as it likes. */
        void commit(Store store, List<List<Change>> transactions) {
            List<CompletableFuture<CommitResult>> results = new ArrayList<>();
            List<@Nullable Long> expected = new ArrayList<>();
            for (List<Change> changes : transactions) {
                Transaction transaction =
                        new Transaction(changes.stream().map(this::operation).toList());
                results.add(store.commit(transaction));
                expected.add(apply(transaction));
            }
            for (int i = 0; i < results.size(); i++) {
                CommitResult result = results.get(i).join();
                Long committed = expected.get(i);
                if (committed == null) {
                    assertThat(result).isInstanceOf(Conflict.class);
                } else {
                    assertThat(result).isEqualTo(new Committed(committed));
                }
            }
        }

        void watch(Store store, long after) {
            RecordingListener listener = new RecordingListener();
            if (after < compacted) {
                assertThatThrownBy(() -> store.watch(KeyRange.all(), after, listener))
                        .isInstanceOf(CompactedException.class);
            } else {
                store.watch(KeyRange.all(), after, listener);
                watching.add(new Watching(after, listener));
                awaitAll(watching.get(watching.size() - 1));
            }
        }

        void compact(Store store, long upTo) {
            store.compact(upTo);
            compacted = Math.max(compacted, upTo);
        }

        void check(Store store) {
            RangeResult all = store.range(KeyRange.all());
            assertThat(all.revision()).isEqualTo(revision).isEqualTo(store.revision());
            assertThat(all.entries())
                    .map(entry -> entry.key() + "=" + StoreContract.text(entry.value()) + "@" + entry.revision())
                    .containsExactlyElementsOf(entries.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue() + "@" + revisions.get(entry.getKey()))
                            .toList());
            assertThat(store.range(KeyRange.prefix("/a/")).entries())
                    .map(Entry::key)
                    .containsExactlyElementsOf(entries.subMap("/a/", "/a0").keySet());
            assertThat(store.get("/a").map(Entry::revision).orElse(0L)).isEqualTo(revisions.getOrDefault("/a", 0L));
            assertThat(store.compactedRevision()).isEqualTo(compacted);
            long oldest = Math.max(1, compacted);
            for (long past : new long[] {oldest, (oldest + revision) / 2, revision}) {
                assertThat(past(store, past)).isEqualTo(states.getOrDefault(past, List.of()));
            }
            watching.forEach(this::awaitAll);
        }

        /** The present with what happened since taken back. */
        private static List<String> past(Store store, long at) {
            TreeMap<String, String> past = new TreeMap<>();
            for (Entry entry : store.range(KeyRange.all()).entries()) {
                past.put(entry.key(), described(entry.key(), StoreContract.text(entry.value()), entry.revision()));
            }
            Set<String> undone = new HashSet<>();
            store.history(KeyRange.all(), at, event -> {
                if (!undone.add(event.key())) {
                    return;
                }
                byte[] previous = event.previous();
                if (previous == null) {
                    past.remove(event.key());
                } else {
                    String value = StoreContract.text(previous);
                    past.put(event.key(), described(event.key(), value, event.previousRevision()));
                }
            });
            return List.copyOf(past.values());
        }

        private static String described(String key, String value, long revision) {
            return key + "=" + value + "@" + revision;
        }

        private void awaitAll(Watching watch) {
            List<String> wanted = events.stream()
                    .filter(event -> event.getKey() > watch.after)
                    .map(Map.Entry::getValue)
                    .toList();
            if (watch.listener.events().size() < wanted.size()) {
                watch.listener.awaitRevision(revision);
            }
            assertThat(watch.listener.events()).map(StoreContract::describe).containsExactlyElementsOf(wanted);
        }

        private Operation operation(Change change) {
            long current = revisions.getOrDefault(change.key(), 0L);
            long expected = switch (change.expected()) {
                case ANY -> Operation.ANY;
                case ABSENT -> Operation.ABSENT;
                case CURRENT -> current;
                case STALE -> current + 1;
            };
            return change.value() == null
                    ? new Operation.Delete(change.key(), expected)
                    : new Operation.Put(change.key(), StoreContract.bytes(change.value()), expected);
        }

        /** The revision after the transaction, null if it must be refused. */
        private @Nullable Long apply(Transaction transaction) {
            for (Operation operation : transaction.operations()) {
                long current = revisions.getOrDefault(operation.key(), 0L);
                if (operation.expectedRevision() >= 0 && operation.expectedRevision() != current) {
                    return null;
                }
            }
            long next = revision + 1;
            for (Operation operation : transaction.operations()) {
                String key = operation.key();
                String value = operation instanceof Operation.Put put ? StoreContract.text(put.value()) : null;
                String before = entries.get(key);
                if (value == null && before == null) {
                    continue;
                }
                revision = next;
                events.add(Map.entry(
                        next,
                        next + " " + key + " " + before + "@" + revisions.getOrDefault(key, 0L) + " -> " + value));
                if (value == null) {
                    entries.remove(key);
                    revisions.remove(key);
                } else {
                    entries.put(key, value);
                    revisions.put(key, next);
                }
            }
            states.put(
                    revision,
                    entries.entrySet().stream()
                            .map(entry -> described(entry.getKey(), entry.getValue(), revisions.get(entry.getKey())))
                            .toList());
            return revision;
        }
    }
}
