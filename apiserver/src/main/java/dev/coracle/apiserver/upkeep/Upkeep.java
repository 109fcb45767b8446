package dev.coracle.apiserver.upkeep;

import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.clock.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loops of one server and their thread. A look for which the queue has no room is not taken: the next one sees as much. */
public final class Upkeep implements AutoCloseable {
    /** As upstream's DefaultEndpointReconcilerInterval, and more often than upstream's loops for the other objects. */
    static final Duration STANDING_INTERVAL = Duration.ofSeconds(10);

    /** As upstream's repairLoopInterval. */
    static final Duration REPAIR_INTERVAL = Duration.ofMinutes(3);

    private static final int MAX_WAITING = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Clock clock;
    private final Runnable standing;
    private final ThreadPoolExecutor executor;
    private final AddressRepair addresses;
    private final TokenTracking tokens;
    private List<Clock.Timer> timers = List.of();

    /** @param standing makes again what every cluster holds */
    public Upkeep(ObjectRegistry registry, Runnable standing) {
        this.standing = standing;
        this.clock = registry.backend().clock();
        this.executor = new ThreadPoolExecutor(
                0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), Upkeep::thread);
        OwnWrites writes = new OwnWrites(registry);
        this.addresses = new AddressRepair(writes);
        this.tokens = new TokenTracking(writes, this::soon);
    }

    private static Thread thread(Runnable runnable) {
        Thread thread = new Thread(runnable, "coracle-upkeep");
        thread.setDaemon(true);
        return thread;
    }

    /** Begins; to be called once everything a new cluster holds is there. */
    public void start() {
        timers = List.of(
                clock.every(STANDING_INTERVAL, this::soon, standing),
                clock.every(REPAIR_INTERVAL, this::soon, addresses::sweep));
        soon(addresses::sweep);
        tokens.start();
    }

    private void soon(Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.warn("the server's own objects stay as they are until the next look", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is closing, or as many looks as need be are waiting", e);
        }
    }

    @Override
    public void close() {
        timers.forEach(Clock.Timer::close);
        tokens.close();
        executor.shutdownNow();
    }
}
