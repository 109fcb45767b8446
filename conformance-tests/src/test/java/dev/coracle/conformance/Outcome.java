package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** How a command ended and what it said. */
record Outcome(List<String> command, int exitCode, String out, String err) {

    /** This, having checked that the command succeeded. */
    Outcome ok() {
        return exits(0);
    }

    Outcome exits(int expected) {
        assertThat(exitCode).as(toString()).isEqualTo(expected);
        return this;
    }

    /** This, having checked that the command succeeded and printed exactly these lines. */
    Outcome prints(String... lines) {
        ok();
        assertThat(out.strip().lines()).as(toString()).containsExactly(lines);
        return this;
    }

    /** What was printed, without the line breaks around it. */
    String text() {
        return out.strip();
    }

    List<String> lines() {
        return out.strip().lines().toList();
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nexit code " + exitCode + "\n--- stdout\n" + out + "--- stderr\n" + err;
    }
}
