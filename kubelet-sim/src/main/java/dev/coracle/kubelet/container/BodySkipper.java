package dev.coracle.kubelet.container;

/** Throws a request's body away, whether it is counted or chunked. Confined to the loop's thread. */
final class BodySkipper {
    static final BodySkipper NONE = new BodySkipper(0, false);

    private enum Stage {
        DATA,
        SIZE_LINE,
        TRAILER
    }

    private final boolean chunked;
    private Stage stage;
    private long remaining;
    private boolean done;

    private BodySkipper(long remaining, boolean chunked) {
        this.remaining = remaining;
        this.chunked = chunked;
        this.stage = chunked ? Stage.SIZE_LINE : Stage.DATA;
        this.done = !chunked && remaining == 0;
    }

    static BodySkipper of(HttpRequest request) {
        return request.chunked() || request.contentLength() > 0
                ? new BodySkipper(request.chunked() ? 0 : request.contentLength(), request.chunked())
                : NONE;
    }

    boolean done() {
        return done;
    }

    /** Drops from the front of {@code buffer} what belongs to the body; returns how many bytes are left. */
    int skip(byte[] buffer, int count) {
        int left = count;
        while (!done) {
            if (stage == Stage.DATA) {
                int taken = (int) Math.min(remaining, left);
                left = drop(buffer, left, taken);
                remaining -= taken;
                if (remaining > 0) {
                    return left;
                }
                done = !chunked;
                stage = Stage.SIZE_LINE;
            } else {
                int end = lineEnd(buffer, left);
                if (end < 0) {
                    return left;
                }
                line(buffer, end);
                left = drop(buffer, left, end);
            }
        }
        return left;
    }

    private void line(byte[] buffer, int end) {
        if (stage == Stage.TRAILER) {
            done = end <= 2;
            return;
        }
        long size = 0;
        for (int i = 0; i < end; i++) {
            int digit = Character.digit(buffer[i], 16);
            if (digit < 0) {
                break;
            }
            size = size * 16 + digit;
        }
        if (size == 0) {
            stage = Stage.TRAILER;
        } else {
            remaining = size + 2; // the data's own line end
            stage = Stage.DATA;
        }
    }

    private static int lineEnd(byte[] buffer, int count) {
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    static int drop(byte[] buffer, int count, int dropped) {
        System.arraycopy(buffer, dropped, buffer, 0, count - dropped);
        return count - dropped;
    }
}
