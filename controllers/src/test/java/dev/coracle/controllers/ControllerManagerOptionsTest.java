package dev.coracle.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerManagerOptionsTest {
    private final ControllerManagerOptions all = ControllerManagerOptions.defaults();
    private final List<String> known = ControllerManager.names();

    @Test
    void runsAllByDefault() {
        assertThat(all.selectedFrom(known)).containsExactlyElementsOf(known);
    }

    @Test
    void runsOnlyWhatIsNamed() {
        assertThat(all.withControllers(List.of("scheduler")).selectedFrom(known))
                .containsExactly("scheduler");
    }

    @Test
    void leavesOutWhatIsExcluded() {
        assertThat(all.withControllers(List.of("*", "-scheduler")).selectedFrom(known))
                .hasSize(known.size() - 1)
                .doesNotContain("scheduler");
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> all.withControllers(List.of("*", "-tides")))
                .hasMessageStartingWith("\"tides\" is not in the list of known controllers [deployment-controller");
    }
}
