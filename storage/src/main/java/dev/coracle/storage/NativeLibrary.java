package dev.coracle.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads RocksDB's native library from a directory where it was unpacked once, which saves most of a third of a second
 * at each start.
 *
 * <p>The file's directory is named after the size and checksum that the jar states, and a file is loaded only if it has
 * both, so versions live side by side and a half-written one is never used. The directory must be its owner's alone,
 * because whoever can write there can run code here. When any of this fails RocksDB unpacks a copy of its own.
 *
 * <p>RocksDB also starts a shell to learn which C library this is, some 50 ms, unless the environment has
 * {@code ROCKSDB_MUSL_LIBC} as {@code true} or {@code false}.
 */
final class NativeLibrary {
    private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);

    /** What RocksDB looks for in a directory it is given; it differs from the name of the resource. */
    private static final String FILE = Environment.getJniLibraryFileName("rocksdbjni");

    private NativeLibrary() {}

    /** Safe to call any number of times; RocksDB loads its library once for each class loader. */
    static void load(Path cache) {
        try {
            RocksDB.loadLibrary(List.of(unpack(cache).toString()));
        } catch (IOException | UnsatisfiedLinkError e) {
            log.debug("RocksDB's library cannot be kept in {}: {}", cache, e.toString());
            RocksDB.loadLibrary();
        }
    }

    /** The directory below {@code cache} that holds the library, unpacked now if it was not before. */
    static Path unpack(Path cache) throws IOException {
        JarEntry entry = entry();
        Path directory = cache.resolve("rocksdbjni-" + entry.getSize() + "-" + Long.toHexString(entry.getCrc()));
        makePrivate(cache);
        makePrivate(directory);
        Path file = directory.resolve(FILE);
        if (!matches(file, entry)) {
            Path part = Files.createTempFile(directory, "unpacking", ".part");
            try {
                try (InputStream in = RocksDB.class.getClassLoader().getResourceAsStream(entry.getName())) {
                    if (in == null) {
                        throw new IOException("no resource " + entry.getName());
                    }
                    Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            if (!matches(file, entry)) {
                throw new IOException(file + " is not what was unpacked");
            }
        }
        return directory;
    }

    private static boolean matches(Path file, JarEntry entry) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != entry.getSize()) {
            return false;
        }
        CRC32 checksum = new CRC32();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            checksum.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, entry.getSize()));
        }
        return checksum.getValue() == entry.getCrc();
    }

    private static JarEntry entry() throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        String fallback = Environment.getFallbackJniLibraryFileName("rocksdb");
        URL url = RocksDB.class.getClassLoader().getResource(name);
        if (url == null && fallback != null) {
            url = RocksDB.class.getClassLoader().getResource(fallback);
        }
        if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
            throw new IOException("no " + name + " in a jar");
        }
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            return connection.getJarEntry();
        }
    }

    private static void makePrivate(Path directory) throws IOException {
        boolean posix = Files.getFileAttributeView(Path.of("."), PosixFileAttributeView.class) != null;
        Files.createDirectories(directory.getParent());
        try {
            if (posix) {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(directory);
            }
        } catch (FileAlreadyExistsException e) {
            log.trace("{} is there already", directory);
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + " is not a directory");
        }
        if (posix) {
            requireMine(directory);
        }
    }

    private static void requireMine(Path directory) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        UserPrincipal me = directory
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name"));
        Set<PosixFilePermission> permissions = attributes.permissions();
        if (!attributes.owner().equals(me)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(directory + " can be written to by others than " + me.getName());
        }
    }
}
