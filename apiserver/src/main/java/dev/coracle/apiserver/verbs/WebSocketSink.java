package dev.coracle.apiserver.verbs;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;

/** Events as one WebSocket frame each: text for JSON, binary for protobuf, whose own length then is not needed. */
final class WebSocketSink implements WatchSink {
    private static final int LENGTH_BYTES = 4;

    private final ServerWebSocket socket;
    private final boolean binary;

    WebSocketSink(ServerWebSocket socket, boolean binary) {
        this.socket = socket;
        this.binary = binary;
    }

    @Override
    public void open() {
        // the handshake is the head
    }

    @Override
    public boolean isFull() {
        return socket.isClosed() || socket.writeQueueFull();
    }

    @Override
    public void add(byte[] line) {
        if (socket.isClosed()) {
            return;
        }
        if (binary) {
            socket.writeFinalBinaryFrame(Buffer.buffer().appendBytes(line, LENGTH_BYTES, line.length - LENGTH_BYTES));
        } else {
            socket.writeFinalTextFrame(new String(line, 0, line.length - 1, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void flush() {
        // frames go out one by one
    }

    @Override
    public void end() {
        if (!socket.isClosed()) {
            socket.close();
        }
    }

    @Override
    public void onDrain(Runnable action) {
        socket.drainHandler(ignored -> action.run());
    }

    @Override
    public void onClose(Runnable action) {
        socket.closeHandler(ignored -> action.run());
        socket.exceptionHandler(ignored -> action.run());
    }
}
