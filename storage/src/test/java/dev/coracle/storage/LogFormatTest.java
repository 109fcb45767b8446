package dev.coracle.storage;

import static dev.coracle.storage.StoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    @Test
    void keepsPreviousValuesOfEveryShape() {
        for (String previous :
                List.of("", "a", "same", "same same", "sane", "xsame", "samex", "me", "aaaa", "aaaaaa")) {
            for (String value : List.of("", "same", "aaa", "aaaaa")) {
                roundTrip(new Event(9, "/k", bytes(value), bytes(previous), 7));
            }
            roundTrip(new Event(9, "/k", null, bytes(previous), 7));
        }
        roundTrip(new Event(9, "/k", bytes("x".repeat(70_000)), null, 0));
        roundTrip(new Event(9, "/k", null, bytes("x".repeat(70_000)), 1L << 40));
    }

    @Test
    void writesOnlyWhatChanged() {
        byte[] before = bytes("x".repeat(1000) + "replicas: 3" + "y".repeat(1000));
        byte[] after = bytes("x".repeat(1000) + "replicas: 25" + "y".repeat(1000));

        byte[] encoded = LogFormat.encode(new LogRecord(9, 0, List.of(new Event(9, "/k", after, before, 7))));

        assertThat(encoded).hasSizeLessThan(after.length + 40);
    }

    @Test
    void keepsTheCauseAndSkipsFieldsItDoesNotKnow() {
        Event event = new Event(9, "/k", bytes("v"), bytes("u"), 7, "scaled by \u00e9");
        byte[] encoded = LogFormat.encode(new LogRecord(9, 0, List.of(event, event)));
        byte[] extended = Arrays.copyOf(encoded, encoded.length + 4);
        System.arraycopy(new byte[] {99, 2, 0, 0}, 0, extended, encoded.length, 4);

        for (byte[] bytes : List.of(encoded, extended)) {
            LogRecord decoded = LogFormat.decode(9, bytes);
            assertThat(decoded.cause()).isEqualTo("scaled by \u00e9");
            assertThat(decoded.events()).map(Event::cause).containsOnly("scaled by \u00e9");
        }
    }

    /** What earlier versions wrote is read for ever. */
    @Test
    void readsARecordWrittenBeforeThereWereCauses() {
        byte[] old = {1, 0, 0, 0, 0, 0, 0, 0, 5, 1, 1, 2, '/', 'k', 1, 'v'};

        LogRecord decoded = LogFormat.decode(9, old);

        assertThat(decoded.millis()).isEqualTo(5);
        assertThat(decoded.cause()).isNull();
        assertThat(decoded.events()).map(StoreContract::describe).containsExactly("9 /k null@0 -> v");
    }

    @Test
    void refusesARecordOfANewerFormat() {
        byte[] encoded = LogFormat.encode(new LogRecord(9, 0, List.of(new Event(9, "/k", bytes(""), null, 0))));
        encoded[0] = 2;

        assertThatThrownBy(() -> LogFormat.decode(9, encoded))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessage("the log record of revision 9 has format 2, but this version of Coracle reads format 1");
    }

    private static void roundTrip(Event event) {
        LogRecord record = new LogRecord(9, 1_700_000_000_123L, List.of(event, event));

        LogRecord decoded = LogFormat.decode(9, LogFormat.encode(record));

        assertThat(decoded.millis()).isEqualTo(record.millis());
        assertThat(decoded.events())
                .map(StoreContract::describe)
                .containsExactly(StoreContract.describe(event), StoreContract.describe(event));
    }
}
