package dev.coracle.client;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** The two ways the API writes a point in time: {@code Time} to the second and {@code MicroTime} to the microsecond. */
public final class ApiTime {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private ApiTime() {}

    /** As in {@code creationTimestamp}: {@code 2026-01-01T00:00:00Z}. */
    public static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** As in a Lease's {@code renewTime}: {@code 2026-01-01T00:00:00.000000Z}. */
    public static String micros(Instant instant) {
        return MICROS.format(instant);
    }

    /** For the fabric8 fields that are typed as {@code MicroTime}. */
    public static ZonedDateTime zoned(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    }

    /** Reads either form, with any offset. */
    public static Instant parse(String timestamp) {
        return OffsetDateTime.parse(timestamp).toInstant();
    }
}
