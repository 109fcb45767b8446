package dev.coracle.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The limit of open files. With too few, one part after another fails in its own words; so it is said before anything starts. */
final class OpenFiles {
    /** A plane of three nodes that does nothing has about 250 open. */
    static final long LEAST = 512;

    private OpenFiles() {}

    /**
     * Checks the limit where the system tells it.
     *
     * @throws Failure if it is too low
     */
    static void check() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < LEAST) {
            throw new Failure("this process may have " + system.getMaxFileDescriptorCount()
                    + " files and sockets open, and a control plane needs at least " + LEAST
                    + ": raise the limit, with 'ulimit -n 4096' or your service manager's setting");
        }
    }
}
