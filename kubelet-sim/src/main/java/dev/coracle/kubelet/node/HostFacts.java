package dev.coracle.kubelet.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node says about the machine it is on. */
record HostFacts(String os, String arch, String osImage, String kernel, String bootId, long memoryKib) {
    private static final Logger log = LoggerFactory.getLogger(HostFacts.class);
    private static final long UNKNOWN_MEMORY_KIB = 8L * 1024 * 1024;

    static HostFacts read() {
        return new HostFacts(
                System.getProperty("os.name").toLowerCase(Locale.ROOT),
                arch(System.getProperty("os.arch")),
                field("/etc/os-release", "PRETTY_NAME=", System.getProperty("os.name"))
                        .replace("\"", ""),
                System.getProperty("os.version"),
                field("/proc/sys/kernel/random/boot_id", "", ""),
                memory());
    }

    /** As Go names it. */
    private static String arch(String java) {
        return switch (java) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> java;
        };
    }

    private static long memory() {
        String total = field("/proc/meminfo", "MemTotal:", "").replace("kB", "").trim();
        return total.isEmpty() ? UNKNOWN_MEMORY_KIB : Long.parseLong(total);
    }

    private static String field(String file, String prefix, String otherwise) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.startsWith(prefix)) {
                    return line.substring(prefix.length()).trim();
                }
            }
        } catch (IOException notThere) {
            log.debug("{} tells nothing about {}", file, prefix, notThere);
        }
        return otherwise;
    }
}
