package dev.coracle.apiserver.kinds.storage;

import dev.coracle.machinery.validation.Field;

/** How long a service account's token for a driver or a volume is good for. */
public final class TokenLifetimes {
    private static final long SHORTEST = 600;
    private static final long LONGEST = 1L << 32;

    private TokenLifetimes() {}

    public static void validate(Field seconds) {
        if (seconds.number() < SHORTEST) {
            seconds.invalid(seconds.number(), "may not specify a duration less than 10 minutes");
        }
        if (seconds.number() > LONGEST) {
            seconds.invalid("may not specify a duration larger than 2^32 seconds");
        }
    }
}
