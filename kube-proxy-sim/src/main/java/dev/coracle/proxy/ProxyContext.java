package dev.coracle.proxy;

import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.Clock;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * What all Service ports of one proxy share.
 *
 * @param connections both ends of every open one
 * @param addresses who answers for which address
 * @param local which addresses this machine answers on
 */
record ProxyContext(
        ProxyOptions options,
        Clock clock,
        EventLoopGroup loops,
        ChannelGroup connections,
        ServiceAddresses addresses,
        LocalAddresses local,
        ServiceEvents events,
        ProxyMetrics metrics) {

    /** A group that, once closed, closes what is added late, too. */
    static ChannelGroup newConnections() {
        return new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    }
}
