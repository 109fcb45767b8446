package dev.coracle.kubelet.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to know of new lines. Safe for use from any thread. */
final class LogListeners {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    ContainerLog.Subscription add(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void fire() {
        for (Runnable listener : listeners) {
            listener.run();
        }
    }
}
