package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    Path parent;

    @Test
    void unpacksOnceAndAgainWhenTheFileIsNotWhatItShouldBe() throws Exception {
        Path cache = parent.resolve("deep/cache");
        Path file = onlyFile(NativeLibrary.unpack(cache));
        var first = Files.getLastModifiedTime(file);
        long size = Files.size(file);

        NativeLibrary.unpack(cache);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(first);

        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
        NativeLibrary.unpack(cache);
        content[content.length / 2] ^= 1;
        assertThat(file).hasBinaryContent(content).hasSize(size);

        Files.write(file, new byte[10]);
        assertThat(onlyFile(NativeLibrary.unpack(cache))).hasSize(size);
    }

    @Test
    void usesNoDirectoryThatOthersCanWriteTo() throws Exception {
        Path cache = Files.createDirectory(parent.resolve("open"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> NativeLibrary.unpack(cache))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can be written to by others than");

        Path link = Files.createSymbolicLink(parent.resolve("link"), Files.createDirectory(parent.resolve("real")));
        assertThatThrownBy(() -> NativeLibrary.unpack(link)).hasMessageEndingWith("is not a directory");
    }

    private static Path onlyFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
