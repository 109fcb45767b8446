package dev.coracle.apiserver.filters;

import dev.coracle.apiserver.flowcontrol.FlowControl;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.Filter;
import dev.coracle.apiserver.http.FilterChain;
import dev.coracle.apiserver.http.FilterChain.Row;
import dev.coracle.apiserver.http.HostGuard;
import dev.coracle.apiserver.http.RequestObserver;
import dev.coracle.machinery.errors.ApiException;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/** The filters of one server. */
public final class ServerFilters {
    private static final CharSequence CAUSE = HttpHeaders.createOptimized("Coracle-Cause");
    /** As many digits as no overflow takes. */
    private static final Pattern REVISION = Pattern.compile("[0-9]{1,18}");

    private ServerFilters() {}

    /**
     * The way of every request, from the socket inwards. Where upstream's DefaultBuildHandlerChain (v1.36) has a filter of
     * the same name, it stands at the same place.
     *
     * @param observer is told of every answer
     * @param causes says what a revision was written for
     * @param hosts keeps web pages out
     * @param handler serves what has passed
     */
    public static FilterChain chain(
            RequestObserver observer,
            LongFunction<Optional<String>> causes,
            FlowControl flows,
            HostGuard hosts,
            Consumer<Exchange> handler) {
        return new FilterChain(
                List.of(
                        new Row("metrics", metrics(observer)),
                        new Row("request-info", ServerFilters::requestInfo),
                        new Row("host", hosts),
                        new Row("cause", cause(causes)),
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
        if (!exchange.refusesUnreadable()) {
            next.handle(exchange);
        }
    }

    /**
     * What a request of one of Coracle's own components follows from: it names the revision whose event woke it. A revision
     * that is not known, or too long ago, says nothing; other clients do not send the header.
     */
    private static Filter cause(LongFunction<Optional<String>> causes) {
        return (exchange, next) -> {
            String revision = exchange.header(CAUSE);
            if (REVISION.matcher(revision).matches()) {
                causes.apply(Long.parseLong(revision))
                        .ifPresent(cause -> exchange.enter(exchange.scope().withCause(cause)));
            }
            next.handle(exchange);
        };
    }

    /** An answer must begin in time: within what the server allows, or the less that the client names. */
    private static void deadline(Exchange exchange, Filter.Next next) {
        exchange.limitPatience();
        next.handle(exchange);
        exchange.expectAnswer();
    }

    private static void impersonation(Exchange exchange, Filter.Next next) {
        if (!exchange.header("Impersonate-User").isEmpty()) {
            throw ApiException.unsupported("impersonation (Impersonate-User) is not supported by this server yet");
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
