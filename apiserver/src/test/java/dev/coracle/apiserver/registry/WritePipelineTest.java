package dev.coracle.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WritePipelineTest {
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|[^|]*\\| ([\\w, ]+) \\|");

    @Test
    void thePageShowsTheStagesOfEveryOperation() throws IOException {
        String page = Files.readString(Path.of("..", "ARCHITECTURE.md"));
        String section = page.substring(page.indexOf("## What happens to an object"));
        List<String> rows = ROW.matcher(section.substring(0, section.indexOf("\n## ", 3)))
                .results()
                .map(row -> row.group(1) + ": " + row.group(2))
                .toList();

        assertThat(rows)
                .isEqualTo(WritePipeline.all().stream()
                        .map(WritePipeline::toString)
                        .toList());
    }

    @Test
    void defaultsComeOnceAndBeforeAdmission() {
        assertThat(WritePipeline.CREATE.stages())
                .containsSubsequence("default", "own", "mutate", "stamp", "validate", "admit");
        assertThat(WritePipeline.CREATE.stages()).containsOnlyOnce("default");
    }
}
