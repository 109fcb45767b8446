package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.Executor;

/** What all Service ports of one proxy share. Immutable; {@code control} is the thread that owns what listens. */
record ProxyContext(
        ProxyOptions options,
        Clock clock,
        EventLoopGroup loops,
        Executor control,
        ServiceEvents events,
        ProxyMetrics metrics) {}
