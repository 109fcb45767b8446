package dev.coracle.kubelet;

import java.util.random.RandomGenerator;

/** Lets many threads draw from a generator that is made for one. */
record LockedRandom(RandomGenerator generator) implements RandomGenerator {
    @Override
    public long nextLong() {
        synchronized (generator) {
            return generator.nextLong();
        }
    }
}
