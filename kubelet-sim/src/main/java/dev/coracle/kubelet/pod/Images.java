package dev.coracle.kubelet.pod;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The images a node has: every image there is can be pulled, but for those whose name contains {@code no-such} and those
 * that a pod's {@link Faults} call missing. Remembers the latest {@value #REMEMBERED}. Safe for use from any thread.
 */
public final class Images {
    private static final int REMEMBERED = 1000;
    private static final String MISSING = "no-such";

    private final Map<String, Boolean> present = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    static boolean canBePulled(ImageReference image) {
        return !image.fullName().contains(MISSING);
    }

    synchronized boolean isPresent(ImageReference image) {
        return present.containsKey(image.fullName());
    }

    synchronized void pulled(ImageReference image) {
        present.put(image.fullName(), true);
    }
}
