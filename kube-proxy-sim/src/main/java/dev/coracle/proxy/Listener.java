package dev.coracle.proxy;

/** An open socket of the proxy. */
interface Listener {
    /** The endpoints changed: sessions that may move to another endpoint do so; connections stay. Control thread. */
    void endpointsChanged();

    /** There is room for connections again. Any thread. */
    void resume();

    /** Accepts nothing more; connections that are open go on until they end. Idempotent. Control thread. */
    void close();
}
