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
        assertThat(options(List.of("scheduler")).selectedFrom(known)).containsExactly("scheduler");
    }

    @Test
    void leavesOutWhatIsExcluded() {
        assertThat(options(List.of("*", "-scheduler")).selectedFrom(known))
                .hasSize(known.size() - 1)
                .doesNotContain("scheduler");
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> options(List.of("*", "-tides")))
                .hasMessageStartingWith("\"tides\" is not in the list of known controllers [deployment-controller");
    }

    private static ControllerManagerOptions options(List<String> controllers) {
        return ControllerManagerOptions.builder().controllers(controllers).build();
    }
}
