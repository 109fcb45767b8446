package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents at the root name only what is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("coracle.root", ".."));
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
    private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z]\\w+(?:Test|IT|Contract|Properties))`");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "ARCHITECTURE.md",
                "COMPATIBILITY.md",
                "CONTRIBUTING.md",
                "CHANGELOG.md",
                "benchmarks/README.md"
            })
    void linksLeadSomewhere(String document) throws IOException {
        Path file = ROOT.resolve(document);
        List<String> dead = new ArrayList<>();
        for (String target : found(LINK, file)) {
            if (!target.contains("://") && !Files.exists(file.resolveSibling(target))) {
                dead.add(target);
            }
        }
        assertThat(dead).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMPATIBILITY.md", "CONTRIBUTING.md", "ARCHITECTURE.md"})
    void testsThatAreNamedExist(String document) throws IOException {
        assertThat(found(TEST_CLASS, ROOT.resolve(document))).isSubsetOf(testClasses());
    }

    private static List<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .toList();
    }

    private static Set<String> testClasses() throws IOException {
        Set<String> names;
        try (Stream<Path> modules = Files.list(ROOT)) {
            names = modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(DocumentsTest::sources)
                    .collect(Collectors.toSet());
        }
        assertThat(names).contains(DocumentsTest.class.getSimpleName());
        return names;
    }

    private static Stream<String> sources(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
