package dev.coracle.apiserver.verbs;

/** Where a watch's events go: a chunked response or a WebSocket. Confined to the watch's event loop. */
interface WatchSink {
    /** Sends the head, so that the client knows the watch stands. */
    void open();

    /** Whether the client has to take what was written before more makes sense. */
    boolean isFull();

    /** Adds an event: a line of JSON with its newline, or a frame of protobuf with its length. */
    void add(byte[] line);

    /** Writes what was added. */
    void flush();

    void end();

    void onDrain(Runnable action);

    void onClose(Runnable action);
}
