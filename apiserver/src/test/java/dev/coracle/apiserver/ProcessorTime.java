package dev.coracle.apiserver;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a server's threads have used of the processor; the compiler's, the collector's and the tests' own do not count. */
final class ProcessorTime {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<Long, Long> before = used();

    private ProcessorTime() {}

    static ProcessorTime start() {
        return new ProcessorTime();
    }

    Duration sinceStart() {
        long nanos = 0;
        for (Map.Entry<Long, Long> thread : used().entrySet()) {
            nanos += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return Duration.ofNanos(nanos);
    }

    private static Map<Long, Long> used() {
        Map<Long, Long> used = new HashMap<>();
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && isServers(thread.getThreadName())) {
                used.put(thread.getThreadId(), THREADS.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return used;
    }

    private static boolean isServers(String name) {
        return name.startsWith("vert.x-") || name.startsWith("coracle-");
    }
}
