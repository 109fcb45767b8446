package dev.coracle.apiserver.filters;

import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.flowcontrol.FlowControl;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.Filter;
import dev.coracle.apiserver.http.FilterChain;
import dev.coracle.apiserver.http.FilterChain.Row;
import dev.coracle.apiserver.http.RequestObserver;
import java.util.List;
import java.util.function.Consumer;

/** The filters of one server. */
public final class ServerFilters {
    private ServerFilters() {}

    /**
     * The way of every request, from the socket inwards. Where upstream's DefaultBuildHandlerChain (v1.36) has a filter of
     * the same name, it stands at the same place.
     *
     * @param observer is told of every answer
     * @param handler serves what has passed
     */
    public static FilterChain chain(RequestObserver observer, FlowControl flows, Consumer<Exchange> handler) {
        return new FilterChain(
                List.of(
                        new Row("metrics", metrics(observer)),
                        new Row("request-info", ServerFilters::requestInfo),
                        new Row("deadline", ServerFilters::deadline),
                        // Authentication goes here. Until then everybody is the administrator.
                        // Audit goes here.
                        new Row("impersonation", ServerFilters::impersonation),
                        new Row("priority-and-fairness", priorityAndFairness(flows))
                        // Authorization goes here.
                        ),
                handler);
    }

    private static Filter metrics(RequestObserver observer) {
        return (exchange, next) -> {
            exchange.whenAnswered(observer);
            next.handle(exchange);
        };
    }

    /** Refuses what could not be read. */
    private static void requestInfo(Exchange exchange, Filter.Next next) {
        exchange.refuseUnreadable();
        next.handle(exchange);
    }

    /** An answer must begin in time: within what the server allows, or the less that the client names. */
    private static void deadline(Exchange exchange, Filter.Next next) {
        exchange.limitPatience();
        next.handle(exchange);
        exchange.expectAnswer();
    }

    private static void impersonation(Exchange exchange, Filter.Next next) {
        if (!exchange.header("Impersonate-User").isEmpty()) {
            throw ApiException.notImplemented("impersonation (Impersonate-User) is not supported by this server yet");
        }
        next.handle(exchange);
    }

    /** Says in the answer which flow the request belongs to. Nothing is queued or refused. */
    private static Filter priorityAndFairness(FlowControl flows) {
        return (exchange, next) -> {
            flows.flow(exchange.scope().user(), exchange.info()).ifPresent(exchange::classified);
            next.handle(exchange);
        };
    }
}
