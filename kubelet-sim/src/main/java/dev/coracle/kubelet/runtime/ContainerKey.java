package dev.coracle.kubelet.runtime;

/** Names one run of one container; the attempt is the container's restart count. */
public record ContainerKey(String podUid, String namespace, String pod, String container, int attempt) {}
