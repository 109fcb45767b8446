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
    private static final Logger LOG = LoggerFactory.getLogger(SpareDescriptors.class);

    /** What opening the database takes, with as much again. */
    private static final int COUNT = 48;

    private final Path file;
    private final Deque<FileChannel> held = new ArrayDeque<>();

    /** @param file any that can be read */
    SpareDescriptors(Path file) {
        this.file = file;
    }

    /** Takes as many as are missing and there are. */
    void hold() {
        try {
            while (held.size() < COUNT) {
                held.push(FileChannel.open(file, StandardOpenOption.READ));
            }
        } catch (IOException e) {
            LOG.debug("only {} of {} descriptors are held back: {}", held.size(), COUNT, e.getMessage());
        }
    }

    void release() {
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (IOException e) {
                LOG.debug("a spare descriptor could not be closed", e);
            }
        }
    }
}
