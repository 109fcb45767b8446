package dev.coracle.conformance;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The manifests that readers of the seeds are shown, as they stand there. */
final class Seeds {
    private Seeds() {}

    static Path file(String name) {
        URL found = Objects.requireNonNull(Seeds.class.getResource("/seeds/" + name + ".yaml"), name);
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
