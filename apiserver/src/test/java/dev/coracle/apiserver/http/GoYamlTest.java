package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As go.yaml.in/yaml/v2 writes the same. */
class GoYamlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "configmaps \"a\" not found", "1.2.3", "v1", "2026-11-22T", "1h30m", "0x", "yeS", "1-2"})
    void leavesStringsUnquoted(String text) {
        assertThat(GoYaml.isPlain(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "y",
                "NO",
                "null",
                "~",
                "1",
                "-12",
                "1_000",
                "0x1F",
                "017",
                "0o17",
                "0b11",
                "1.5",
                "1e3",
                ".5",
                "-.inf",
                ".nan",
                "<<",
                "2026-11-22",
                "2026-11-22T10:03:14Z",
                "2026-1-2 3:4:5",
                "12:30",
                "12:30:45.5"
            })
    void quotesWhatReadsAsSomethingElse(String text) {
        assertThat(GoYaml.isPlain(text)).isFalse();
    }

    @Test
    void ordersKeysNaturally() {
        List<String> keys = new ArrayList<>(List.of("b", "a10", "a2", "A", "_", "f:x", "f:.", ".", "a02", "a1b", "a"));
        keys.sort(GoYaml.KEY_ORDER);

        assertThat(keys).containsExactly(".", "_", "A", "a", "a1b", "a2", "a02", "a10", "b", "f:.", "f:x");
    }
}
