package dev.coracle.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File descriptors that are held for a bad day: when the process has none left, say because of its connections, these are
 * let go and the store's files can be opened with them.
 *
 * <p>Confined to the writer thread.
 */
final class SpareDescriptors {
    private static final Logger log = LoggerFactory.getLogger(SpareDescriptors.class);

    /** What opening the database takes, with as much again. */
    private static final int COUNT = 48;

    /** What is left free, for the files that the store opens next. */
    private static final int LEFT_FREE = 16;

    private final Path file;
    private final Deque<FileChannel> held = new ArrayDeque<>();

    /** @param file any that can be read */
    SpareDescriptors(Path file) {
        this.file = file;
    }

    /** Takes as many as are missing and can be spared. */
    void hold() {
        try {
            while (held.size() < COUNT + LEFT_FREE) {
                held.push(FileChannel.open(file, StandardOpenOption.READ));
            }
        } catch (IOException e) {
            log.debug("only {} of {} descriptors can be held back: {}", held.size(), COUNT, e.getMessage());
        }
        release(LEFT_FREE);
    }

    void release() {
        release(held.size());
    }

    private void release(int count) {
        for (int i = 0; i < count && !held.isEmpty(); i++) {
            try {
                held.pop().close();
            } catch (IOException e) {
                log.debug("a spare descriptor could not be closed", e);
            }
        }
    }
}
