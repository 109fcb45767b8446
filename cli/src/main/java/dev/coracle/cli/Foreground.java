package dev.coracle.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Runs a command's work on the main thread until the process is told to stop, by Ctrl-C or SIGTERM. The signal
 * interrupts the main thread, whatever it is doing, and the main thread closes what it opened, and the process ends with 0; one
 * that has not managed to by the limit ends all the same, with 1.
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
         * @throws InterruptedException when it is time to stop; there is no other way out
         */
        default void await() throws InterruptedException {
            await(new CompletableFuture<>());
        }

        /**
         * Waits, unless what was started fails first.
         *
         * @throws Failure with the reason that {@code failed} completes with
         */
        void await(CompletableFuture<String> failed) throws InterruptedException;
    }

    static void run(Work work) throws Exception {
        Logging.off();
        Thread main = Thread.currentThread();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(main, done), "coracle-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.run(Foreground::await);
        } catch (InterruptedException stopped) {
            LoggerFactory.getLogger(Foreground.class).info("stopped");
        } finally {
            done.countDown();
        }
    }

    private static void await(CompletableFuture<String> failed) throws InterruptedException {
        try {
            throw Failure.ofDisk(failed.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the reason of a failure is never a failure", e);
        }
    }

    private static void stop(Thread main, CountDownLatch done) {
        if (done.getCount() == 0) {
            return; // the command has ended by itself, and knows its exit code
        }
        main.interrupt();
        try {
            if (done.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(0); // the JVM itself would end with the signal's number
            } else {
                LoggerFactory.getLogger(Foreground.class).error("not stopped after {}, ending anyway", STOP_LIMIT);
                Runtime.getRuntime().halt(GAVE_UP);
            }
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(GAVE_UP);
        }
    }
}
