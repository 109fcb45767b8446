package dev.coracle.apiserver.verbs;

import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;

/** Events as text frames, one each. */
final class WebSocketSink implements WatchSink {
    private final ServerWebSocket socket;

    WebSocketSink(ServerWebSocket socket) {
        this.socket = socket;
    }

    @Override
    public void open() {
        // the handshake is the head
    }

    @Override
    public boolean isFull() {
        return socket.writeQueueFull();
    }

    @Override
    public void add(byte[] line) {
        if (!socket.isClosed()) {
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
