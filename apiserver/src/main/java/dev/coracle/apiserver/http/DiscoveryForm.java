package dev.coracle.apiserver.http;

/**
 * How a discovery document is to look.
 *
 * @param aggregated whether with everything below it, in one document
 */
public record DiscoveryForm(Encoding encoding, boolean aggregated) {}
