package dev.coracle.client;

/** Brings the world one step closer to what the object named by a key asks for. */
@FunctionalInterface
public interface Reconciler<K> {
    /**
     * Reads the object and acts. Level-triggered: it must not matter how many changes led here, or that there were
     * none. Never called for the same key by two threads at once.
     *
     * @throws Exception whatever went wrong; the key is tried again with a growing delay
     */
    Outcome reconcile(K key) throws Exception;
}
