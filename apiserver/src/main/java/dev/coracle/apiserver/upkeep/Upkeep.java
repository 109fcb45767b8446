package dev.coracle.apiserver.upkeep;

import dev.coracle.apiserver.registry.LoopbackClient;
import dev.coracle.apiserver.threads.Threads;
import dev.coracle.clock.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loops of one server and their thread. A look for which the queue has no room is not taken: the next one sees as much. */
public final class Upkeep implements AutoCloseable {
    /** As upstream's DefaultEndpointReconcilerInterval, and more often than upstream's loops for the other objects. */
    static final Duration STANDING_INTERVAL = Duration.ofSeconds(10);

    /** As upstream's repairLoopInterval. */
    static final Duration REPAIR_INTERVAL = Duration.ofMinutes(3);

    private static final int MAX_WAITING = 100;
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private final Clock clock;
    private final Runnable standing;
    private final ExecutorService executor;
    private final AddressRepair addresses;
    private final TokenTracking tokens;
    private List<Clock.Timer> timers = List.of();

    /** @param standing makes again what every cluster holds */
    public Upkeep(LoopbackClient client, Runnable standing) {
        this.standing = standing;
        this.clock = client.backend().clock();
        this.executor = Threads.single("coracle-upkeep", MAX_WAITING);
        this.addresses = new AddressRepair(client);
        this.tokens = new TokenTracking(client, this::soon);
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
                    log.warn("the server's own objects stay as they are until the next look", e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("the server is closing, or as many looks as need be are waiting", e);
        }
    }

    @Override
    public void close() {
        timers.forEach(Clock.Timer::close);
        tokens.close();
        executor.shutdownNow();
    }
}
