package dev.coracle.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads RocksDB's write-ahead logs just far enough to name the one that is damaged, which RocksDB's own messages do not.
 * Whether anything is lost is not decided here: see {@link Inspection}.
 *
 * <pre>
 * file     = blocks of 32 KiB, each filled with physical records
 * physical = checksum (4 bytes)  length (2 bytes)  type (1 byte)  bytes; all little-endian
 * type     = 1 a whole record, 2 its first, 3 its middle, 4 its last part; above 4 nothing of ours
 * record   = sequence number (8 bytes)  count (4 bytes)  ...; the next one's number is the sum of both
 * </pre>
 */
final class WriteAheadLogs {
    private static final int BLOCK = 32 << 10;
    private static final int HEADER = 7;
    private static final int WHOLE = 1;
    private static final int FIRST = 2;
    private static final int LAST = 4;
    private static final int CHECKSUM_ROTATION = 15;
    private static final int CHECKSUM_DELTA = 0xa282ead8;

    private final List<String> problems = new ArrayList<>();
    /** The sequence number that must come next; unknown, -1, at the beginning and after damage that was noted. */
    private long next = -1;
    /** The same, once the record that began last is known to be whole. */
    private long afterRecord = -1;
    /** The torn end of the file before, which is only a problem when something is missing behind it. */
    private @Nullable String torn;

    private String previous = "";

    private WriteAheadLogs() {}

    /** Those that hold anything, in the order they were written. */
    static List<Path> of(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d+\\.log")
                            && file.toFile().length() > 0)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StoreException.Unusable("data directory " + directory + " cannot be read: " + e, e);
        }
    }

    /** Whether the directory was left in a state in which more than one of them counts, as a crash may. */
    static boolean areSeveral(Path directory) {
        return Files.exists(directory.resolve("CURRENT")) && of(directory).size() > 1;
    }

    /** How many bytes they have. */
    static long bytes(Path directory) {
        return of(directory).stream().mapToLong(file -> file.toFile().length()).sum();
    }

    /** What is wrong with them, but for a torn end of the last. */
    static List<String> problems(Path directory) {
        WriteAheadLogs logs = new WriteAheadLogs();
        try {
            for (Path file : of(directory)) {
                logs.read(file);
            }
        } catch (IOException e) {
            logs.problems.add("the write-ahead logs cannot be read: " + e);
        }
        return List.copyOf(logs.problems);
    }

    private void read(Path file) throws IOException {
        String name = file.getFileName().toString();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.remaining() > 0) {
            int left = BLOCK - bytes.position() % BLOCK;
            if (left < HEADER) {
                bytes.position(Math.min(bytes.limit(), bytes.position() + left));
                continue;
            }
            int at = bytes.position();
            if (bytes.remaining() < HEADER || bytes.remaining() < HEADER + (bytes.getShort(at + 4) & 0xffff)) {
                torn = name + " ends within a record at byte " + at;
                break;
            }
            int length = bytes.getShort(at + 4) & 0xffff;
            int type = bytes.get(at + 6);
            if (type == 0 && length == 0) {
                break; // allocated and never written
            }
            if (bytes.getInt(at) != checksum(bytes, at + HEADER - 1, length + 1)) {
                problems.add(name + " is damaged at byte " + at);
                next = -1;
                afterRecord = -1;
                break;
            }
            if (type == WHOLE || type == FIRST) {
                begin(name, bytes, at + HEADER);
            }
            bytes.position(at + HEADER + length);
            if (type == WHOLE || type == LAST) {
                next = afterRecord;
            } else if (type < LAST && bytes.remaining() == 0) {
                torn = name + " ends within a record at byte " + at;
            }
        }
        previous = name;
    }

    /** A record begins: it must follow the one before. */
    private void begin(String name, ByteBuffer bytes, int at) {
        long sequence = bytes.getLong(at);
        if (next >= 0 && sequence > next) {
            problems.add(torn != null ? torn : "what was between " + previous + " and " + name + " is missing");
        }
        torn = null;
        afterRecord = sequence + bytes.getInt(at + Long.BYTES);
    }

    private static int checksum(ByteBuffer bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, length));
        int value = (int) crc.getValue();
        return Integer.rotateRight(value, CHECKSUM_ROTATION) + CHECKSUM_DELTA;
    }
}
