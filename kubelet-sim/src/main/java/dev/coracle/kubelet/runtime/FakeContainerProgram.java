package dev.coracle.kubelet.runtime;

import dev.coracle.kubelet.container.FakeContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fake container as something that can be started: a jar with its dozen classes, because a class-data archive takes
 * no directories, and a static archive with these and the JDK's classes they use. Both are made once for each content
 * and Java version, in about a second, under names that say so. Immutable.
 */
final class FakeContainerProgram {
    private static final Logger log = LoggerFactory.getLogger(FakeContainerProgram.class);
    private static final long PREPARE_SECONDS = 60;

    /**
     * Measured: the archive saves a quarter of the start time over the JDK's own and 4 MB of memory; C1 alone, one
     * compiler thread and the serial collector keep the threads and the code cache small.
     */
    private static final List<String> JVM_FLAGS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:CICompilerCount=1",
            "-XX:+UseSerialGC",
            "-Xms4m",
            "-Xmx16m",
            "-Xss256k",
            "-XX:ReservedCodeCacheSize=4m",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xshare:auto");

    /** The package, class by class: a shaded jar cannot be listed. */
    private static final List<String> CLASSES = List.of(
            "BindFailure",
            "BodySkipper",
            "BodySkipper$Stage",
            "ContainerIdentity",
            "FakeContainer",
            "GrpcHealth",
            "HttpConnection",
            "HttpLoop",
            "HttpLoop$Delayed",
            "HttpRequest",
            "HttpResponse",
            "Outlet",
            "Rehearsal",
            "Rehearsal$1",
            "Site",
            "Site$Stage",
            "SiteAnswers",
            "SiteFaults");

    private final List<String> command;

    private FakeContainerProgram(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** The command line up to the arguments of {@link FakeContainer}. */
    List<String> command() {
        return command;
    }

    /** Finds or makes jar and archive in {@code dir}. Without an archive the program still runs, only slower. */
    static FakeContainerProgram prepare(Path dir) throws IOException, InterruptedException {
        byte[] jar = jar();
        String name =
                "fake-container-" + hash(jar) + "-java" + Runtime.version().feature();
        Files.createDirectories(dir);
        Path jarFile = dir.resolve(name + ".jar");
        if (!Files.exists(jarFile)) {
            Path fresh = Files.createTempFile(dir, name, ".tmp");
            Files.write(fresh, jar);
            Files.move(fresh, jarFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path archive = dir.resolve("fake-container-" + hash(jar) + "-"
                + System.getProperty("java.vm.version").replaceAll("[^A-Za-z0-9.]", "_") + ".jsa");
        if (!Files.exists(archive)) {
            dump(java, jarFile, archive);
        }
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(JVM_FLAGS);
        if (Files.exists(archive)) {
            command.add("-XX:SharedArchiveFile=" + archive);
        }
        command.addAll(List.of("-cp", jarFile.toString(), FakeContainer.class.getName()));
        return new FakeContainerProgram(command);
    }

    private static void dump(String java, Path jar, Path archive) throws IOException, InterruptedException {
        Path classes = Files.createTempFile(archive.getParent(), "classes", ".lst");
        Path fresh = archive.resolveSibling(
                archive.getFileName() + "." + ProcessHandle.current().pid());
        try {
            boolean done = run(
                            java,
                            "-Xshare:off",
                            "-XX:DumpLoadedClassList=" + classes,
                            "-cp",
                            jar.toString(),
                            FakeContainer.class.getName(),
                            "rehearse=true")
                    && run(
                            java,
                            "-Xshare:dump",
                            "-XX:SharedClassListFile=" + classes,
                            "-XX:SharedArchiveFile=" + fresh,
                            "-cp",
                            jar.toString());
            if (done && Files.exists(fresh)) {
                Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                log.warn("no class-data archive could be made with {}: containers start more slowly", java);
            }
        } finally {
            Files.deleteIfExists(classes);
            Files.deleteIfExists(fresh);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        try {
            return process.waitFor(PREPARE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] jar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            jar.setMethod(JarOutputStream.DEFLATED);
            for (String name : CLASSES) {
                String resource = name + ".class";
                JarEntry entry =
                        new JarEntry(FakeContainer.class.getPackageName().replace('.', '/') + "/" + resource);
                entry.setTime(0);
                jar.putNextEntry(entry);
                try (InputStream in = FakeContainer.class.getResourceAsStream(resource)) {
                    if (in == null) {
                        throw new IOException("class file " + resource + " of the fake container is not there");
                    }
                    in.transferTo(jar);
                }
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
