package dev.coracle.storage;

import dev.coracle.storage.CommitResult.Committed;
import java.nio.file.Path;
import java.time.InstantSource;

/** Writes until it is killed, and prints what was acknowledged: revision, worker, number. */
final class CrashingWriter {
    private CrashingWriter() {}

    public static void main(String[] args) throws Exception {
        Store store = Stores.rocksDb(RocksDbOptions.in(Path.of(args[0]), InstantSource.system()));
        for (int i = 0; i < 4; i++) {
            int worker = i;
            new Thread(() -> write(store, worker)).start();
        }
    }

    private static void write(Store store, int worker) {
        for (int number = 0; ; number++) {
            byte[] value = StoreContract.bytes(String.format("%01000d", number));
            CommitResult result = store.commit(Transaction.of(
                            new Operation.Put("/a/" + worker, value, Operation.ANY),
                            new Operation.Put("/b/" + worker, value, Operation.ANY)))
                    .join();
            System.out.print(((Committed) result).revision() + " " + worker + " " + number + ";\n");
            System.out.flush();
        }
    }
}
