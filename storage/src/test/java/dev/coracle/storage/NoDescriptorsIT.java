package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that has no file descriptors left, as one with too many connections has. */
@Timeout(120)
class NoDescriptorsIT {
    private static final int WRITES = 100;

    @TempDir
    Path directory;

    @TempDir
    Path jars;

    @Test
    void theStoreGoesOnWithTheDescriptorsItHeldBack() throws Exception {
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -n 400; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPathOfJars(),
                        NoDescriptorsIT.class.getName(),
                        directory.toString())
                .inheritIO()
                .start();

        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (Store store = Stores.rocksDb(RocksDbOptions.in(directory, InstantSource.system()))) {
            assertThat(store.get("/big")).isPresent();
        }
    }

    /** As when Coracle is run: a class that is in a folder cannot be loaded without a descriptor. */
    private String classPathOfJars() throws IOException {
        List<String> jars = new ArrayList<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator)) {
            jars.add(Files.isDirectory(Path.of(entry)) ? jar(Path.of(entry)).toString() : entry);
        }
        return String.join(File.pathSeparator, jars);
    }

    private Path jar(Path folder) throws IOException {
        Path jar = Files.createTempFile(jars, "classes", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    /** Takes every descriptor there is, and then makes the store open one file after the other. */
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        byte[] value = new byte[1 << 20];
        int refused = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(45);
        try (Store store = Stores.rocksDb(RocksDbOptions.in(path, InstantSource.system()))) {
            List<FileChannel> taken = new ArrayList<>();
            new Random(1).nextBytes(value);
            commit(store, value);
            take(path.resolve("CURRENT"), taken);
            for (int done = 0; done < WRITES; ) {
                new Random(done).nextBytes(value);
                if (commit(store, value)) {
                    done++;
                } else if (store.ended().isDone() || System.nanoTime() - deadline > 0) {
                    System.exit(3);
                } else {
                    refused++;
                    LockSupport.parkNanos(
                            TimeUnit.MILLISECONDS.toNanos(5)); // as clients do that are told to come again
                }
            }
        }
        System.out.println(refused + " writes were refused meanwhile");
        System.exit(0);
    }

    private static boolean commit(Store store, byte[] value) {
        try {
            store.commit(Transaction.of(new Operation.Put("/big", value.clone(), Operation.ANY)))
                    .join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private static void take(Path file, List<FileChannel> taken) {
        try {
            while (true) {
                taken.add(FileChannel.open(file));
            }
        } catch (IOException full) {
            System.out.println(taken.size() + " descriptors taken: " + full.getMessage());
        }
    }
}
