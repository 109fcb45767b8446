package dev.coracle.kubelet.container;

/**
 * What is wrong with a fake container from its start on. Immutable.
 *
 * @param startMillis how long after its start nothing listens yet
 * @param latencyMillis how long each answer is held back
 * @param errorRate the part of the requests, from 0 to 1, that is answered with 500
 */
public record SiteFaults(long startMillis, long latencyMillis, double errorRate) {
    public static final SiteFaults NONE = new SiteFaults(0, 0, 0);

    public SiteFaults {
        if (startMillis < 0 || latencyMillis < 0 || !(errorRate >= 0 && errorRate <= 1)) {
            throw new IllegalArgumentException("start " + startMillis + " ms and latency " + latencyMillis
                    + " ms must not be negative, error rate " + errorRate + " must be from 0 to 1");
        }
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return startMillis + "," + latencyMillis + "," + errorRate;
    }

    /** Reads what {@link #toString} wrote for another process. */
    static SiteFaults parse(String text) {
        String[] parts = text.split(",", -1);
        return new SiteFaults(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Double.parseDouble(parts[2]));
    }
}
