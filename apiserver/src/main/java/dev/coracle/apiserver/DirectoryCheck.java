package dev.coracle.apiserver;

import dev.coracle.apiserver.catalogue.ResourceTable;
import dev.coracle.apiserver.kinds.Strategies;
import dev.coracle.apiserver.registry.StateCheck;
import dev.coracle.storage.RocksDbOptions;
import dev.coracle.storage.StoreException;
import dev.coracle.storage.StoreReport;
import dev.coracle.storage.Stores;
import java.util.ArrayList;
import java.util.List;

/** Looks at a data directory that no server uses, and changes nothing: its files, every object in them and every claim. */
public final class DirectoryCheck {
    private DirectoryCheck() {}

    /**
     * What was found.
     *
     * @param summary one sentence on what there is
     * @param problems a sentence for each thing that is wrong; empty when all is intact
     */
    public record Result(String summary, List<String> problems) {
        public Result {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Looks at all there is.
     *
     * @throws StoreException if the directory holds no store
     */
    public static Result run(RocksDbOptions options) {
        StateCheck state = new StateCheck(ResourceTable.load(Strategies::of));
        StoreReport report = Stores.check(options, state::add);
        List<String> problems = new ArrayList<>(report.problems());
        report.missingFrom()
                .ifPresent(revision -> problems.add("something is missing from revision " + revision + " on"));
        problems.addAll(state.problems());
        return new Result(
                "revision " + report.revision() + ", log from revision " + (report.compactedRevision() + 1) + ", "
                        + state.objects() + " objects, " + state.claims() + " claims",
                problems);
    }
}
