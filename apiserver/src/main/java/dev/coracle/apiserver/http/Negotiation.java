package dev.coracle.apiserver.http;

import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.machinery.errors.ApiException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** How a client wants its answer, and what the answer can be. Confined to the event loop of the request. */
public final class Negotiation {
    private final HttpServerRequest request;
    private final RequestInfo info;
    private final QueryParameters query;
    private final Function<String, Accept> parser;
    private boolean protobuf = true;
    private boolean tables = true;

    /** @param parser reads {@code Accept} headers */
    Negotiation(HttpServerRequest request, RequestInfo info, QueryParameters query, Function<String, Accept> parser) {
        this.request = request;
        this.info = info;
        this.query = query;
        this.parser = parser;
    }

    private String header(CharSequence name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    private Accept accept() {
        return parser.apply(header(HttpHeaders.ACCEPT));
    }

    /** Says that what this request is about has no protobuf form. */
    public void withoutProtobuf() {
        protobuf = false;
    }

    /** Says that the answer of this request cannot be a table. */
    public void withoutTables() {
        tables = false;
    }

    /**
     * How the client wants the answer.
     *
     * @throws ApiException 406 when nothing it accepts can be made
     */
    Representation representation() {
        String header = header(HttpHeaders.ACCEPT);
        if (header.isEmpty() || header.equals("application/json")) {
            return Representation.PLAIN;
        }
        Accept accept = parser.apply(header);
        return accept.choose(protobuf, tables)
                .orElseThrow(() -> accept.isServed() || !protobuf
                        ? ApiException.notAcceptable(mediaTypes())
                        : ApiException.noRepresentation(routeTypes()));
    }

    /**
     * How the client wants a stream of events, which not every encoding can be.
     *
     * @throws ApiException 406 when nothing it accepts can be made
     */
    public Representation streamRepresentation() {
        Representation chosen = representation();
        if (chosen.encoding().streamType().isEmpty()) {
            throw ApiException.notAcceptable(streamTypes());
        }
        return chosen;
    }

    /**
     * Refuses who takes none of what a route produces.
     *
     * @throws ApiException 406 in the words of upstream's router
     */
    public void requireRoute(List<Encoding> produced) {
        if (!accept().takesAny(produced)) {
            throw ApiException.noRepresentation(
                    produced.stream().map(Encoding::mediaType).toList());
        }
    }

    /**
     * How the client wants a discovery document.
     *
     * @param aggregates whether there is an aggregated form of it
     * @throws ApiException 406 when nothing it accepts can be made
     */
    public DiscoveryForm discoveryForm(boolean aggregates) {
        return accept().discovery(aggregates).orElseThrow(() -> ApiException.notAcceptable(mediaTypes()));
    }

    /** The encoding of an error; empty for who takes none that there is. */
    Optional<Encoding> errorEncoding() {
        String header = header(HttpHeaders.ACCEPT);
        return header.isEmpty()
                ? Optional.of(Encoding.JSON)
                : parser.apply(header).plain();
    }

    /** The media types the client takes, the best first. */
    public List<String> acceptedTypes() {
        return accept().choices().stream().map(Accept.Choice::type).toList();
    }

    public boolean acceptsGzip() {
        return Stream.of(header(HttpHeaders.ACCEPT_ENCODING).split(",", -1))
                .anyMatch(encoding -> encoding.strip().equals("gzip"));
    }

    /** Whether the client wants indented JSON, or is one that a person reads. */
    public boolean isPretty() {
        String wish = query.get("pretty");
        if (!wish.isEmpty()) {
            return !wish.equals("0") && !wish.equalsIgnoreCase("false") && !wish.equalsIgnoreCase("f");
        }
        String agent = header(HttpHeaders.USER_AGENT);
        return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
    }

    private static List<String> mediaTypes() {
        return Stream.of(Encoding.values()).map(Encoding::mediaType).toList();
    }

    private static List<String> streamTypes() {
        return Stream.of(Encoding.values())
                .flatMap(encoding -> encoding.streamType().stream())
                .map(type -> type.equals(Encoding.JSON.mediaType()) ? type + ";stream=watch" : type)
                .toList();
    }

    /** What the route of this request is declared to produce. */
    private List<String> routeTypes() {
        boolean lists = info.verb().equals("list") || info.verb().equals("watch");
        return lists
                ? Stream.concat(mediaTypes().stream(), streamTypes().stream()).toList()
                : mediaTypes();
    }
}
