package dev.coracle.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Runs a command's work on the main thread until the process is told to stop, by Ctrl-C or SIGTERM. The signal
 * interrupts the main thread, whatever it is doing, and the main thread closes what it opened; a process that has not
 * managed to by the limit ends all the same.
 */
final class Foreground {
    /** Below the five seconds the user is promised. */
    private static final Duration STOP_LIMIT = Duration.ofMillis(4_500);

    private static final int GAVE_UP = 1;

    private Foreground() {}

    /** Something that starts, and then waits on {@code stop} before it closes what it started. */
    interface Work {
        void run(Stop stop) throws Exception;
    }

    /** Where the work waits for its end. */
    interface Stop {
        /**
         * Waits.
         *
         * @throws InterruptedException when it is time to stop; this is the only way out
         */
        void await() throws InterruptedException;
    }

    static void run(Work work) throws Exception {
        Logging.off();
        Thread main = Thread.currentThread();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(main, done), "coracle-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.run(() -> new CountDownLatch(1).await());
        } catch (InterruptedException stopped) {
            LoggerFactory.getLogger(Foreground.class).info("stopped");
        } finally {
            done.countDown();
        }
    }

    private static void stop(Thread main, CountDownLatch done) {
        main.interrupt();
        try {
            if (!done.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LoggerFactory.getLogger(Foreground.class).error("not stopped after {}, ending anyway", STOP_LIMIT);
                Runtime.getRuntime().halt(GAVE_UP);
            }
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(GAVE_UP);
        }
    }
}
