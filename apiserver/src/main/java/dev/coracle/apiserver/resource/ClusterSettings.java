package dev.coracle.apiserver.resource;

/**
 * What the API server was told of the cluster.
 *
 * @param serviceCidr the block that cluster IPs come out of
 * @param nodePortMin the first node port
 * @param nodePortMax the last node port
 */
public record ClusterSettings(String serviceCidr, int nodePortMin, int nodePortMax) {}
