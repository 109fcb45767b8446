package dev.coracle.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Prints what the RocksDB store does in a second in the directory given; a figure to compare with, not a benchmark. */
final class StoreMeasurement {
    private static final int OBJECTS = 20_000;
    private static final long NANOS = 1_000_000_000L;

    private StoreMeasurement() {}

    interface Work {
        void run(int worker, Random random);
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        long seconds = args.length > 1 ? Long.parseLong(args[1]) : 3;
        time("first open", () -> Stores.rocksDb(options(directory)).close());
        time(
                "open of an empty store, library loaded",
                () -> Stores.rocksDb(options(directory)).close());
        try (Store store = Stores.rocksDb(options(directory))) {
            for (int workers : new int[] {1, 64}) {
                rate(
                        workers,
                        seconds,
                        "commit/s (2 KB, fsync)",
                        (worker, random) -> store.commit(
                                        Transaction.of(new Operation.Put(key(random), value(random), Operation.ANY)))
                                .join());
            }
            rate(1, seconds, "get/s", (worker, random) -> store.get(key(random)));
            rate(2, seconds, "get/s", (worker, random) -> store.get(key(random)));
            for (int i = 0; i < 1000; i++) {
                store.commit(Transaction.of(new Operation.Put("/list/" + i, value(new Random(i)), Operation.ANY)))
                        .join();
            }
            rate(1, seconds, "range/s of 1000", (worker, random) -> {
                if (store.range(KeyRange.prefix("/list/")).entries().size() != 1000) {
                    throw new IllegalStateException();
                }
            });
            AtomicLong replayed = new AtomicLong();
            long start = System.nanoTime();
            long from = store.compactedRevision();
            store.watch(KeyRange.all(), from, new Counter(replayed));
            while (replayed.get() < store.revision()) {
                Thread.onSpinWait();
            }
            print(1, (store.revision() - from) * (double) NANOS / (System.nanoTime() - start), "events replayed/s");
        }
        System.out.println("directory " + size(directory) / (1 << 20) + " MiB");
        time("open of that store", () -> Stores.rocksDb(options(directory)).close());
    }

    record Counter(AtomicLong last) implements WatchListener {
        @Override
        public void onEvents(java.util.List<Event> events) {
            last.set(events.get(events.size() - 1).revision());
        }

        @Override
        public void onClosed(StoreException reason) {}
    }

    private static RocksDbOptions options(Path directory) {
        return RocksDbOptions.in(directory, InstantSource.system());
    }

    private static String key(Random random) {
        return "/registry/pods/default/pod-" + random.nextInt(OBJECTS);
    }

    /** JSON-like: mostly the same from one write to the next, and it compresses. */
    private static byte[] value(Random random) {
        byte[] value = new byte[2048];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) ('a' + (i * 31 % 53) / 3);
        }
        for (int i = 1000; i < 1040; i++) {
            value[i] = (byte) ('a' + random.nextInt(26));
        }
        return value;
    }

    private static void rate(int workers, long seconds, String what, Work work) {
        long end = System.nanoTime() + seconds * NANOS;
        AtomicLong done = new AtomicLong();
        StoreContract.inParallel(workers, worker -> {
            Random random = new Random(worker);
            while (System.nanoTime() < end) {
                work.run(worker, random);
                done.incrementAndGet();
            }
        });
        print(workers, done.get() / (double) seconds, what);
    }

    private static void print(int workers, double rate, String what) {
        System.out.printf(Locale.ROOT, "%,10.0f %s, %d callers%n", rate, what, workers);
    }

    private static void time(String what, Runnable run) {
        long start = System.nanoTime();
        run.run();
        System.out.printf(Locale.ROOT, "%,10.1f ms %s%n", (System.nanoTime() - start) / 1e6, what);
    }

    private static long size(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
