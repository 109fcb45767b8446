package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.storage.CommitResult.Committed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A fork is a store like any other, and one that shares nothing with what it came from. */
class ForkedStoreTest extends StoreContract {
    private @Nullable Store original;

    @Override
    Store open(StoreOptions options) {
        Store made = Stores.inMemory(options);
        original = made;
        return made.fork();
    }

    @AfterEach
    void closeOriginal() {
        if (original != null) {
            original.close();
        }
    }

    @Test
    void neitherSeesWhatTheOtherWritesLater() {
        try (Store first = Stores.inMemory(options())) {
            put(first, KEY, "shared", Operation.ABSENT);
            RecordingListener ofFirst = new RecordingListener();
            first.watch(KeyRange.all(), 2, ofFirst);
            try (Store second = first.fork()) {
                RecordingListener ofSecond = new RecordingListener();
                second.watch(KeyRange.all(), 2, ofSecond);

                assertThat(put(first, KEY, "first", 2)).isEqualTo(new Committed(3));
                assertThat(put(second, "/second", "", Operation.ABSENT)).isEqualTo(new Committed(3));
                assertThat(put(second, KEY, "second", 2)).isEqualTo(new Committed(4));
                second.compact(3);

                assertThat(describe(first)).containsExactly(KEY + "=first@3 since 2");
                assertThat(describe(second)).containsExactly(KEY + "=second@4 since 2", "/second=@3 since 3");
                assertThat(ofFirst.events())
                        .map(StoreContract::describe)
                        .containsExactly("3 " + KEY + " shared@2 -> first");
                assertThat(ofSecond.events())
                        .map(StoreContract::describe)
                        .containsExactly("3 /second null@0 -> ", "4 " + KEY + " shared@2 -> second");
                assertThat(first.compactedRevision()).isZero();
                assertThat(first.revision()).isEqualTo(3);
            }
            assertThat(put(first, KEY, "goes on", 3)).isEqualTo(new Committed(4));
        }
    }

    @Test
    void aWatchResumesFromBeforeTheFork() {
        try (Store first = Stores.inMemory(options())) {
            for (int i = 0; i < 5; i++) {
                put(first, KEY, "v" + i, Operation.ANY);
            }
            first.compact(2);
            try (Store second = first.fork()) {
                put(second, KEY, "after", Operation.ANY);
                put(first, KEY, "elsewhere", Operation.ANY);
                RecordingListener listener = new RecordingListener();
                second.watch(KeyRange.all(), 4, listener);

                assertThat(second.compactedRevision()).isEqualTo(2);
                assertThat(listener.awaitRevision(7))
                        .map(StoreContract::describe)
                        .containsExactly(
                                "5 " + KEY + " v2@4 -> v3", "6 " + KEY + " v3@5 -> v4", "7 " + KEY + " v4@6 -> after");
            }
        }
    }

    /** Counted in work, not in time: both share every entry, of ten as of ten thousand. */
    @Test
    void sharesWhatItHolds() {
        try (Store first = Stores.inMemory(options())) {
            for (int i = 0; i < 1000; i++) {
                put(first, "/" + i, "", Operation.ABSENT);
            }
            try (Store second = first.fork()) {
                assertThat(second.range(KeyRange.all()).entries())
                        .hasSize(1000)
                        .allSatisfy(entry -> assertThat(entry)
                                .isSameAs(first.get(entry.key()).orElseThrow()));
            }
        }
    }
}
