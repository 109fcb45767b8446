package dev.coracle.kubelet.container;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * As much of HTTP/2 as it takes to answer gRPC's health check: whatever is called, the answer is the service's health.
 * So header blocks need not be read, and those that are sent need no table. Confined to the loop's thread.
 */
final class GrpcHealth {
    /** What an HTTP/2 client begins with, up to the empty line that looks like the end of an HTTP/1 head. */
    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\n";

    private static final int REST_OF_PREFACE = "SM\r\n\r\n".length();
    private static final int FRAME_HEAD = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int ACK = 0x1;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int SERVING = 1;
    private static final int NOT_SERVING = 2;

    /** {@code :status: 200} and {@code content-type: application/grpc}, by RFC 7541's static table. */
    private static final byte[] RESPONSE = concat(new byte[] {(byte) 0x88, 0x0f, 0x10, 16}, "application/grpc");

    private static final byte[] TRAILERS =
            concat(concat(new byte[] {0, 11}, "grpc-status"), new String(new char[] {1, '0'}));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean begun;
    private boolean over;

    private static byte[] concat(byte[] head, String rest) {
        byte[] tail = rest.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[head.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    /** Takes whole frames off the front of {@code input[0..count)} and returns how much is left of it. */
    int read(byte[] input, int count, boolean healthy) {
        int left = count;
        if (!begun) {
            if (left < REST_OF_PREFACE) {
                return left;
            }
            begun = true;
            left = BodySkipper.drop(input, left, REST_OF_PREFACE);
            frame(SETTINGS, 0, 0, new byte[0]);
        }
        while (left >= FRAME_HEAD) {
            int length = (input[0] & 0xff) << 16 | (input[1] & 0xff) << 8 | (input[2] & 0xff);
            if (FRAME_HEAD + length > input.length && FRAME_HEAD + length > HttpConnection.MAX_HEAD) {
                over = true;
                return 0;
            }
            if (left < FRAME_HEAD + length) {
                return left;
            }
            take(input, length, healthy);
            left = BodySkipper.drop(input, left, FRAME_HEAD + length);
        }
        return left;
    }

    private void take(byte[] input, int length, boolean healthy) {
        int type = input[3];
        int flags = input[4];
        int stream = (input[5] & 0x7f) << 24 | (input[6] & 0xff) << 16 | (input[7] & 0xff) << 8 | (input[8] & 0xff);
        if (type == SETTINGS && (flags & ACK) == 0) {
            frame(SETTINGS, ACK, 0, new byte[0]);
        } else if (type == PING && (flags & ACK) == 0) {
            byte[] data = new byte[length];
            System.arraycopy(input, FRAME_HEAD, data, 0, length);
            frame(PING, ACK, 0, data);
        } else if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
            frame(HEADERS, END_HEADERS, stream, RESPONSE);
            frame(DATA, 0, stream, new byte[] {0, 0, 0, 0, 2, 0x08, (byte) (healthy ? SERVING : NOT_SERVING)});
            frame(HEADERS, END_HEADERS | END_STREAM, stream, TRAILERS);
        } else if (type == GO_AWAY) {
            over = true;
        }
    }

    private void frame(int type, int flags, int stream, byte[] payload) {
        int length = payload.length;
        byte[] head = {
            (byte) (length >>> 16),
            (byte) (length >>> 8),
            (byte) length,
            (byte) type,
            (byte) flags,
            (byte) (stream >>> 24),
            (byte) (stream >>> 16),
            (byte) (stream >>> 8),
            (byte) stream
        };
        out.write(head, 0, head.length);
        out.write(payload, 0, length);
    }

    /** What is to be sent now. */
    byte[] answer() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    /** Whether the client has said goodbye, or something that is no HTTP/2. */
    boolean isOver() {
        return over;
    }
}
