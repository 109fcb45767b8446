package dev.coracle.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Turns the bytes of a query into those of its response. Safe from any thread; never waits. */
final class Responder {
    static final int MIN_UDP_PAYLOAD = 512;
    /** The usual bound of servers; what is larger goes over TCP. */
    static final int MAX_UDP_PAYLOAD = 4_096;

    static final int MAX_TCP_MESSAGE = 65_535;

    private final Zones zones;
    private final BooleanSupplier ready;
    private final AtomicInteger turn = new AtomicInteger();
    final LongAdder queries = new LongAdder();

    /** Until {@code ready} every name would seem unknown, so there is no answer but SERVFAIL. */
    Responder(Zones zones, BooleanSupplier ready) {
        this.zones = zones;
        this.ready = ready;
    }

    /** Writes the response for UDP; false if there is none to send. */
    boolean answerUdp(ByteBuf message, ByteBuf out) {
        return answer(message, out, false);
    }

    /** Writes the response for TCP, without its length; false if there is none to send. */
    boolean answerTcp(ByteBuf message, ByteBuf out) {
        return answer(message, out, true);
    }

    private boolean answer(ByteBuf message, ByteBuf out, boolean tcp) {
        Query query = QueryParser.parse(message);
        if (query == null) {
            return false;
        }
        queries.increment();
        ResponseWriter writer = new ResponseWriter(query, out, tcp ? MAX_TCP_MESSAGE : udpLimit(query));
        if (query.failure() != null) {
            writer.writeFailure(query.failure());
        } else if (!ready.getAsBoolean()) {
            writer.writeFailure(DnsResponseCode.SERVFAIL);
        } else {
            Answer answer = zones.answer(query.name(), query.type());
            writer.write(answer, firstOf(answer));
        }
        return true;
    }

    /** Where several addresses answer, each response begins with another; aliases keep their order. */
    private int firstOf(Answer answer) {
        int size = answer.answers().size();
        if (size < 2 || answer.answers().get(0).data() instanceof ResourceRecord.Name) {
            return 0;
        }
        return Math.floorMod(turn.getAndIncrement(), size);
    }

    private static int udpLimit(Query query) {
        Query.Edns edns = query.edns();
        return edns == null
                ? MIN_UDP_PAYLOAD
                : Math.min(MAX_UDP_PAYLOAD, Math.max(MIN_UDP_PAYLOAD, edns.payloadSize()));
    }
}
