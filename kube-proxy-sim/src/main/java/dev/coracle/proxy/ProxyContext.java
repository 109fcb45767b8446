package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import io.netty.channel.EventLoopGroup;

/** What all Service ports of one proxy share. Immutable. */
record ProxyContext(
        ProxyOptions options, Clock clock, EventLoopGroup loops, ServiceEvents events, ProxyMetrics metrics) {}
