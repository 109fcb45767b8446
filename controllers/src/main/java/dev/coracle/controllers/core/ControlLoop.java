package dev.coracle.controllers.core;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of a controller that reconciles objects of one kind: every change of an object brings its key into a queue, and a
 * worker gives the object, as the informer has it then, to {@link Work}. What a controller adds are further reasons to look
 * ({@link #owns}, {@link #enqueue}) and the work. Safe for use from any thread.
 */
public final class ControlLoop<P extends HasMetadata> implements AutoCloseable {
    /** What there is to do for an object. */
    public interface Work<P> {
        /** Brings the world one step closer to what {@code object} asks for; see {@link dev.coracle.client.Reconciler}. */
        Outcome reconcile(P object) throws Exception;

        /** The object is gone. */
        default void gone(ObjectKey key) {}
    }

    /**
     * Whose controller it is.
     *
     * @param name in the log
     * @param component where its events come from
     * @param concurrency how many objects are reconciled at once
     */
    public record Options(String name, String component, int concurrency) {
        /** With events that come from {@code name}, and as many workers as is usual. */
        public static Options of(String name, ControllerContext context) {
            return new Options(name, name, context.workers());
        }
    }

    private final ControllerContext context;
    private final Informer<P> objects;
    private final Work<P> work;
    private final ReconcileLoop<ObjectKey> loop;
    private final EventRecorder events;

    public ControlLoop(ControllerContext context, Options options, Class<P> kind, Work<P> work) {
        this.context = context;
        this.work = work;
        objects = context.informers().of(kind);
        loop = context.loop(options.name(), options.concurrency(), this::reconcile);
        events = context.recorder(options.component());
        objects.onEvents(this::enqueue, (before, after) -> enqueue(after), gone -> {
            work.gone(ObjectKey.of(gone));
            enqueue(gone);
        });
    }

    private Outcome reconcile(ObjectKey key) throws Exception {
        P object = objects.get(key);
        if (object == null) {
            work.gone(key);
            return Outcome.done();
        }
        return work.reconcile(object);
    }

    /**
     * Looks at an object again whenever one that it controls changes, and at those that might adopt it when an orphan does.
     * The selector says what an owner adopts; null for an owner that adopts nothing.
     */
    public <C extends HasMetadata> Owned<P, C> owns(Class<C> kind, Function<P, @Nullable LabelSelector> selector) {
        return new Owned<>(context.client(), objects, context.informers().of(kind), selector).onChange(this::enqueue);
    }

    public void enqueue(P object) {
        enqueue(ObjectKey.of(object));
    }

    public void enqueue(ObjectKey key) {
        loop.queue().add(key);
    }

    public Informer<P> objects() {
        return objects;
    }

    public EventRecorder events() {
        return events;
    }

    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }
}
