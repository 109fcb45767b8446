package dev.coracle.apiserver.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.machinery.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Fields are looked up by name, and a misspelt name reads as a field that is not there: its rule never fires. So each name
 * that the sources of the kinds spell out must be one of the schemas'.
 */
class FieldNamesTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/coracle/apiserver/kinds");
    private static final String LITERAL = "\"([^\"\\\\]*)\"";

    /** Where one name is said: to a cursor, a rule or an object. */
    private static final Pattern ALONE = Pattern.compile(
            "(?<!\\w)(?<!Columns\\.)(?:field|each|choice|at|has|isEmpty|text|number|flag|texts|member)\\(\\s*"
                    + LITERAL);

    /** Where {@code Tree} gives a field a default: its name, but not the value after it. */
    private static final Pattern DEFAULT =
            Pattern.compile("Tree\\.setDefault\\w*\\((?:[^()\"]|\\([^()]*\\))*?,\\s*" + LITERAL);

    /** Where names may stand in a row. */
    private static final Pattern ROW =
            Pattern.compile("(?:Tree\\.(?:get|has|text|number|integer|flag|isEmpty|copy|createObject|createList)"
                    + "\\((?:[^()\"]|\\([^()]*\\))*?,\\s*|(?<!\\w)at\\(\\s*|(?<![\\w.])required\\(\\s*)((?:" + LITERAL
                    + ",?\\s*)+)\\)");

    /** Keys of maps, and what upstream's messages call fields that are others. */
    private static final Set<String> OTHERS =
            Set.of("cpu", "memory", "username", "password", "{topologyKey, whenUnsatisfiable}", "webhookClientConfig");

    private static Set<String> known() {
        SchemaCatalogue catalogue = SchemaCatalogue.load();
        Set<String> names = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<Schema> open = new ArrayDeque<>();
        catalogue.names().forEach(name -> open.add(catalogue.definition(name)));
        while (!open.isEmpty()) {
            Schema schema = open.pop();
            if (schema.name().isEmpty() || seen.add(schema.name())) {
                names.addAll(schema.fields().keySet());
                schema.fields().values().stream()
                        .filter(field -> !field.name().isEmpty())
                        .forEach(open::add);
            }
        }
        return names;
    }

    /** The names that a source spells out, each with a place where it does. */
    private static Map<String, Path> spelt() throws IOException {
        Map<String, Path> spelt = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                ALONE.matcher(source).results().forEach(found -> spelt.put(found.group(1), file));
                DEFAULT.matcher(source).results().forEach(found -> spelt.put(found.group(1), file));
                Matcher row = ROW.matcher(source);
                while (row.find()) {
                    Pattern.compile(LITERAL)
                            .matcher(row.group(1))
                            .results()
                            .forEach(found -> spelt.put(found.group(1), file));
                }
            }
        }
        return spelt;
    }

    @Test
    void everyFieldThatIsLookedUpByNameIsInASchema() throws IOException {
        Set<String> known = known();
        Map<String, Path> spelt = spelt();

        assertThat(spelt).hasSizeGreaterThan(600).containsKeys("terminationGracePeriodSeconds", "clusterIPs");
        spelt.keySet().removeIf(name -> known.contains(name) || OTHERS.contains(name) || name.isEmpty());
        assertThat(spelt).isEmpty();
    }
}
