package dev.coracle.kubelet.runtime;

import dev.coracle.client.LocalAddresses;
import dev.coracle.client.MappedPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the ports of pods are on this machine: at the pod's own address, or, where the machine does not answer there, at
 * ports of 127.0.0.1 that are told by {@link MappedPorts}. Guarded by its own monitor.
 */
public final class PodSockets {
    private final LocalAddresses local;
    private final Map<String, Mapping> byAddress = new HashMap<>();

    public PodSockets(LocalAddresses local) {
        this.local = local;
    }

    /** Where the container that is about to start is to listen for {@code port} of its pod. */
    InetSocketAddress listen(ContainerConfig config, int port) {
        String ip = config.identity().ip();
        if (local.has(ip)) {
            return new InetSocketAddress(ip, port);
        }
        synchronized (this) {
            String uid = config.key().podUid();
            Mapping mapping = byAddress.get(ip);
            if (mapping == null || !mapping.podUid().equals(uid)) {
                mapping = new Mapping(uid, new HashMap<>());
                byAddress.put(ip, mapping);
            }
            Integer known = mapping.ports().get(port);
            int mapped = known != null && isFree(known) ? known : anyFree();
            mapping.ports().put(port, mapped);
            return new InetSocketAddress(LocalAddresses.EVERYWHERE, mapped);
        }
    }

    /** Where whoever is on this machine reaches a port of a pod. */
    public synchronized InetSocketAddress dial(String host, int port) {
        Mapping mapping = byAddress.get(host);
        Integer mapped = mapping == null ? null : mapping.ports().get(port);
        return mapped == null
                ? new InetSocketAddress(host, port)
                : new InetSocketAddress(LocalAddresses.EVERYWHERE, mapped);
    }

    /** What is to be told of a pod with this address; empty if its ports are where they seem to be. */
    public synchronized MappedPorts told(String podUid, String ip) {
        Mapping mapping = byAddress.get(ip);
        return new MappedPorts(mapping == null || !mapping.podUid().equals(podUid) ? Map.of() : mapping.ports());
    }

    private static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LocalAddresses.EVERYWHERE))) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException("no port of 127.0.0.1 is free: " + none.getMessage(), none);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(LocalAddresses.EVERYWHERE))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private record Mapping(String podUid, Map<Integer, Integer> ports) {}
}
