package dev.coracle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopbackNoticeTest {
    @Test
    void aForeignServerWouldRefuseLoopbackPods() {
        assertThat(LoopbackNotice.of("v1.36.0", "127.244.0.0/16"))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "(v1.36.0) refuses loopback addresses", "127.244.0.0/16", "--pod-cidr 10.244.0.0/16"));
    }

    @Test
    void coracleTakesThemAndOthersAreFineAnywhere() {
        assertThat(LoopbackNotice.of("v1.36.0+coracle", "127.244.0.0/16")).isEmpty();
        assertThat(LoopbackNotice.of("v1.36.0", "10.244.0.0/16")).isEmpty();
    }
}
