package dev.coracle.conformance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs every case against the {@link Target}. A case listed in {@code known-gaps.yaml} is reported as skipped while it fails,
 * and fails when it passes, so that the list stays true.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiContractIT {
    /** In the sources rather than on the class path, because recording writes them. */
    private static final Path FOLDER = Path.of(System.getProperty("coracle.root", ".."))
            .resolve("conformance-tests/src/test/resources/dev/coracle/conformance/contract");

    private static final int LEAST_CASES = 400;

    private final KnownGaps gaps = KnownGaps.read(FOLDER.resolve("known-gaps.yaml"));
    private final List<CaseFile> files = CaseFile.readAll(FOLDER.resolve("api")).stream()
            .filter(file -> Target.setting("areas").stream()
                    .allMatch(areas -> List.of(areas.split(",")).contains(file.area())))
            .toList();
    private final String salt = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
    private Target target;
    private int runs;

    @BeforeAll
    void start() {
        target = Target.find();
    }

    @AfterAll
    void stop() throws Exception {
        target.close();
    }

    @TestFactory
    Stream<DynamicContainer> contract() {
        return files.stream()
                .map(file -> DynamicContainer.dynamicContainer(
                        file.area(),
                        file.cases().stream().map(tested -> DynamicTest.dynamicTest(tested.id(), () -> run(tested)))));
    }

    @Test
    void everyGapIsOfACaseAndThereAreCasesEnough() {
        List<ContractCase> all = CaseFile.readAll(FOLDER.resolve("api")).stream()
                .flatMap(file -> file.cases().stream())
                .toList();

        assertThat(gaps.unknown(all)).isEmpty();
        assertThat(all.size()).isGreaterThanOrEqualTo(LEAST_CASES);
    }

    private void run(ContractCase tested) throws Exception {
        List<String> differences;
        try (CaseRun run = new CaseRun(target, salt + "-" + ++runs)) {
            differences = run.run(tested);
        }
        String report = String.join("\n", differences);
        String gap = Target.isForeign() ? null : gaps.reason(tested.id()).orElse(null);
        if (gap != null && differences.isEmpty()) {
            Assertions.fail("passes now: take it out of known-gaps.yaml, which says: " + gap);
        }
        if (gap != null) {
            Assumptions.abort(gap + "\n" + report);
        }
        if (!differences.isEmpty()) {
            Assertions.fail(report);
        }
    }
}
