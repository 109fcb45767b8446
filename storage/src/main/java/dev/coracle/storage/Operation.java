package dev.coracle.storage;

/** One write and the condition it is made on: the revision its key must have now. */
public sealed interface Operation {
    /** As an expected revision: the key must not exist. */
    long ABSENT = 0;

    /** As an expected revision: whatever is there. */
    long ANY = -1;

    String key();

    /** The revision the key must have for the transaction to commit, or {@link #ABSENT}, or {@link #ANY}. */
    long expectedRevision();

    /** Stores {@code value}, which the caller must not change afterwards. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Put(String key, byte[] value, long expectedRevision) implements Operation {
        public Put {
            check(key, expectedRevision);
            if (value == null) {
                throw new IllegalArgumentException("value of key " + key + " is null");
            }
        }
    }

    /** Removes the key. With {@link #ANY}, removing what is not there changes nothing and makes no event. */
    record Delete(String key, long expectedRevision) implements Operation {
        public Delete {
            check(key, expectedRevision);
        }
    }

    private static void check(String key, long expectedRevision) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key is empty");
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException(
                        String.format("key %s: character U+%04X at %d is not printable ASCII", key, (int) c, i));
            }
        }
        if (expectedRevision < ANY) {
            throw new IllegalArgumentException(
                    "expectedRevision " + expectedRevision + " of key " + key + " is below -1");
        }
    }
}
