package dev.coracle.proxy;

import java.util.concurrent.atomic.LongAdder;

/** What one proxy has done since it started. Safe from any thread. */
final class ProxyMetrics {
    final LongAdder accepted = new LongAdder();
    final LongAdder open = new LongAdder();
    /** Endpoints that did not accept a connection; each one was followed by another try or by a reset. */
    final LongAdder connectFailures = new LongAdder();
    /** Connections reset because no endpoint accepted them. */
    final LongAdder unserved = new LongAdder();

    final LongAdder acceptPauses = new LongAdder();
    final LongAdder datagrams = new LongAdder();
    final LongAdder datagramsDropped = new LongAdder();
    final LongAdder bindFailures = new LongAdder();
}
