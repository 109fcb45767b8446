package dev.coracle.controlplane;

import dev.coracle.apiserver.DirectoryCheck;
import dev.coracle.storage.RocksDbOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * What a look at a stopped plane's objects found.
 *
 * @param problems a sentence for each; none when everything is intact
 * @param summary what there is
 */
public record StoreCheck(List<String> problems, String summary) {
    public StoreCheck {
        problems = List.copyOf(problems);
    }

    /** Looks at every file, every object and every claim below {@code directory}, and changes nothing. */
    public static StoreCheck of(Path directory) {
        DirectoryCheck.Result result = DirectoryCheck.run(RocksDbOptions.in(directory, InstantSource.system()));
        return new StoreCheck(result.problems(), result.summary());
    }
}
