package dev.coracle.client;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which addresses this machine answers on. Linux has all of 127.0.0.0/8, macOS and Windows have 127.0.0.1 alone, and any
 * block can be made local by a route, so what counts is whether a socket can be bound there. Asked once for each /24, which
 * a machine has whole or not at all but for 127.0.0.1. Safe from any thread.
 */
public final class LocalAddresses {
    /** The one address that every machine has. */
    public static final String EVERYWHERE = "127.0.0.1";

    private static final int MOST_REMEMBERED = 4_096;

    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    /** Whether a socket can listen on {@code ip}, an IPv4 address. */
    public boolean has(String ip) {
        if (ip.equals(EVERYWHERE)) {
            return true;
        }
        if (ip.indexOf('.') < 0) {
            return true;
        }
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
        return known.computeIfAbsent(ip.substring(0, ip.lastIndexOf('.') + 1), block -> canBind(ip));
    }

    private static boolean canBind(String ip) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ip))) {
            return socket.isBound();
        } catch (BindException refused) {
            return !String.valueOf(refused.getMessage()).contains("assign requested address");
        } catch (IOException noSocket) {
            return true; // and whoever binds it next hears what is wrong
        }
    }
}
