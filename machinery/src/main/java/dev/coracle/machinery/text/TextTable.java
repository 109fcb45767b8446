package dev.coracle.machinery.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tables kept as text: a row a line; blank lines, and those that begin with {@code #}, say nothing. */
public final class TextTable {
    private TextTable() {}

    /**
     * The rows of a table that is packed beside a class, as they stand.
     *
     * @throws IllegalStateException when there is no such table
     */
    public static List<String> beside(Class<?> reader, String name) {
        try (InputStream in = reader.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + reader.getName());
            }
            return rows(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    /** The rows of a table in a file. */
    public static List<String> of(Path file) throws IOException {
        return rows(Files.readString(file));
    }

    private static List<String> rows(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && line.charAt(0) != '#')
                .toList();
    }
}
