package dev.coracle.controllers.garbagecollector;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Owners known not to exist where they are said to be, the latest few hundred, so that a thousand dependents of one owner do not ask a
 * thousand times. Guarded by its own monitor.
 */
final class AbsentOwners {
    private static final int MEMORY = 500;

    private final Map<Coordinates, Boolean> latest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Coordinates, Boolean> eldest) {
            return size() > MEMORY;
        }
    };

    synchronized void add(Coordinates owner) {
        latest.put(owner, true);
    }

    /** Whether it is absent, be its kind namespaced or not. */
    synchronized boolean contains(Coordinates owner) {
        return latest.get(owner.inNamespace("")) != null || latest.get(owner) != null;
    }
}
