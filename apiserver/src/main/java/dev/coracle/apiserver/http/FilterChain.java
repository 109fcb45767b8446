package dev.coracle.apiserver.http;

import java.util.List;
import java.util.function.Consumer;

/** Filters in their order, outermost first, and what they lead to. Immutable. */
public final class FilterChain {
    private final List<Row> rows;
    private final Filter.Next first;

    /** A filter and its name. */
    public record Row(String name, Filter filter) {}

    /** @param handler serves what has passed all filters */
    public FilterChain(List<Row> rows, Consumer<Exchange> handler) {
        this.rows = List.copyOf(rows);
        Filter.Next next = exchange -> {
            handler.accept(exchange);
            exchange.arrived();
        };
        for (int i = rows.size() - 1; i >= 0; i--) {
            Filter filter = rows.get(i).filter();
            Filter.Next then = next;
            next = exchange -> filter.handle(exchange, then);
        }
        this.first = next;
    }

    /** The filters' names, outermost first. */
    public List<String> names() {
        return rows.stream().map(Row::name).toList();
    }

    /** Sends an exchange on its way. What is thrown on it is the answer; a body waits while a filter does. */
    void start(Exchange exchange) {
        exchange.guard(() -> first.handle(exchange));
        exchange.waitForArrival();
    }
}
