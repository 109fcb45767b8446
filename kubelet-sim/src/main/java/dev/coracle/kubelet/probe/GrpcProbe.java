package dev.coracle.kubelet.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Calls gRPC's health check over a plain socket, with the messages the kubelet has (v1.36). The answer is in the one
 * DATA frame, so header blocks are skipped.
 */
final class GrpcProbe {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final List<String> STATUSES = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int FLAG_END_STREAM = 0x1;
    private static final int FLAG_ACK = 0x1;
    private static final int FLAG_END_HEADERS = 0x4;
    private static final int MESSAGE_HEAD = 5;
    private static final int LARGEST_FRAME = 16 * 1024;

    private GrpcProbe() {}

    /** @param address the pod's, with the port: as messages name it */
    static ProbeOutcome check(String address, InetSocketAddress at, String service, Duration timeout) {
        String within = timeout.toSeconds() + "s";
        try (Socket socket = SocketProbe.connect(at, timeout)) {
            socket.setSoTimeout((int) timeout.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(request(address, service));
            byte[] message = answer(new DataInputStream(socket.getInputStream()), out);
            return message.length == 0
                    ? new ProbeOutcome.Failure("error: health rpc probe failed: the server sent no answer")
                    : outcome(message);
        } catch (SocketTimeoutException slow) {
            return new ProbeOutcome.Failure("timeout: health rpc did not complete within " + within);
        } catch (IOException refused) {
            return new ProbeOutcome.Failure("timeout: failed to connect service \"" + address + "\" within " + within
                    + ": context deadline exceeded");
        }
    }

    /** An empty message is the default of its one field, UNKNOWN. */
    private static ProbeOutcome outcome(byte[] message) {
        int status =
                message.length >= MESSAGE_HEAD + 2 && message[MESSAGE_HEAD] == 0x08 ? message[MESSAGE_HEAD + 1] : 0;
        if (status == 1) {
            return ProbeOutcome.Success.INSTANCE;
        }
        String name = status >= 0 && status < STATUSES.size() ? STATUSES.get(status) : String.valueOf(status);
        return new ProbeOutcome.Failure("service unhealthy (responded with \"" + name + "\")");
    }

    private static byte[] request(String address, String service) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        headers.write(0x83); // :method: POST
        headers.write(0x86); // :scheme: http
        literal(headers, 4, "/grpc.health.v1.Health/Check"); // :path
        literal(headers, 1, address); // :authority
        literal(headers, 31, "application/grpc"); // content-type
        literal(headers, 58, "kube-probe/1.36"); // user-agent
        headers.write(0);
        string(headers, "te");
        string(headers, "trailers");
        ByteArrayOutputStream check = new ByteArrayOutputStream();
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        if (name.length > 0) {
            check.write(0x0a);
            varint(check, name.length);
            check.writeBytes(name);
        }
        int length = check.size();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[] {0, 0, 0, (byte) (length >>> 8), (byte) length});
        message.writeBytes(check.toByteArray());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
        frame(all, SETTINGS, 0, 0, new byte[0]);
        frame(all, HEADERS, FLAG_END_HEADERS, 1, headers.toByteArray());
        frame(all, DATA, FLAG_END_STREAM, 1, message.toByteArray());
        return all.toByteArray();
    }

    /** A field whose name is in RFC 7541's static table, not to be indexed. */
    private static void literal(ByteArrayOutputStream out, int name, String value) {
        integer(out, 4, name);
        string(out, value);
    }

    private static void string(ByteArrayOutputStream out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        integer(out, 7, bytes.length);
        out.writeBytes(bytes);
    }

    private static void integer(ByteArrayOutputStream out, int prefixBits, int value) {
        int most = (1 << prefixBits) - 1;
        if (value < most) {
            out.write(value);
        } else {
            out.write(most);
            varint(out, value - most);
        }
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        int length = payload.length;
        out.writeBytes(new byte[] {
            (byte) (length >>> 16),
            (byte) (length >>> 8),
            (byte) length,
            (byte) type,
            (byte) flags,
            0,
            0,
            0,
            (byte) stream
        });
        out.writeBytes(payload);
    }

    /** The bytes of the call's DATA frames; none if it ended without any. */
    private static byte[] answer(DataInputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int lengthAndType = in.readInt();
            int length = lengthAndType >>> 8;
            int type = lengthAndType & 0xff;
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            if (length > LARGEST_FRAME) {
                throw new IOException("a frame of " + length + " bytes");
            }
            byte[] payload = in.readNBytes(length);
            if (type == SETTINGS && (flags & FLAG_ACK) == 0) {
                ByteArrayOutputStream ack = new ByteArrayOutputStream();
                frame(ack, SETTINGS, FLAG_ACK, 0, new byte[0]);
                out.write(ack.toByteArray());
            } else if (type == DATA && stream == 1) {
                message.writeBytes(payload);
            }
            boolean ends = (type == DATA || type == HEADERS) && stream == 1 && (flags & FLAG_END_STREAM) != 0;
            if (ends || type == RST_STREAM || type == GO_AWAY) {
                return message.toByteArray();
            }
        }
    }
}
