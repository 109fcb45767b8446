package dev.coracle.apiserver.registry;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Random names and ids from one injected source, which need not be safe for threads itself. Guarded by its monitor. */
public final class Identities {
    /** No vowels, so no words; no digits that look like letters. As apimachinery's {@code util/rand}. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int SUFFIX_LENGTH = 5;
    private static final int MAX_BASE_LENGTH = 63 - SUFFIX_LENGTH;

    private final RandomGenerator random;
    private final RandomGenerator shared = this::nextLong;

    public Identities(RandomGenerator random) {
        this.random = random;
    }

    /** A version 4 UUID. */
    public String uid() {
        long most;
        long least;
        synchronized (this) {
            most = random.nextLong();
            least = random.nextLong();
        }
        return new UUID((most & ~0xf000L) | 0x4000L, (least & 0x3fff_ffff_ffff_ffffL) | Long.MIN_VALUE).toString();
    }

    /** {@code base}, shortened if need be, and five random characters. */
    String generateName(String base) {
        StringBuilder name = new StringBuilder(base);
        name.setLength(Math.min(name.length(), MAX_BASE_LENGTH));
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            name.append(ALPHABET.charAt(shared.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }

    /** The source itself, safe for threads. */
    public RandomGenerator random() {
        return shared;
    }

    private synchronized long nextLong() {
        return random.nextLong();
    }
}
