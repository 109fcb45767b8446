package dev.coracle.controlplane;

import dev.coracle.client.LocalAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A 127.x.0.0/16 that no other claim on this machine has, in this process or another, for as long as this is open. The
 * operating system is the register: a claim is a socket bound inside the block, so it ends with its process at the latest.
 * Where the machine answers on 127.0.0.1 alone nothing listens on any other address, so planes cannot meet there and every
 * claim is for the same block. Immutable but for being closed.
 */
public final class AddressClaim implements AutoCloseable {
    /** Above the range that systems hand out to outgoing connections. */
    private static final int PORT = 61_616;

    /** Below are 127.0.0.0/16, which everybody uses, and a few more that people pick by hand. */
    private static final int FIRST = 16;

    /** Above are the defaults of {@code coracle up}; so are 96 and 97, left out below. */
    private static final int LAST = 239;

    private final @Nullable ServerSocket socket;
    private final Addresses addresses;

    private AddressClaim(@Nullable ServerSocket socket, int block) {
        this.socket = socket;
        String prefix = "127." + block + ".";
        addresses = new Addresses(
                Cidr.parse(prefix + "0.0/17"),
                Cidr.parse(prefix + "128.0/18"),
                Cidr.parse(prefix + "192.0/19"),
                Cidr.parse(prefix + "224.0/20"));
    }

    /**
     * Takes a free block.
     *
     * @throws IllegalStateException if none is left
     */
    public static AddressClaim take() {
        if (!new LocalAddresses().has("127." + FIRST + ".0.1")) {
            return new AddressClaim(null, FIRST);
        }
        int blocks = LAST - FIRST + 1;
        int first = (int) (ProcessHandle.current().pid() % blocks);
        for (int i = 0; i < blocks; i++) {
            int block = FIRST + (first + i) % blocks;
            if (block == 96 || block == 97) {
                continue;
            }
            try {
                return new AddressClaim(bind(block), block);
            } catch (BindException taken) {
                // the next block, then
            } catch (IOException e) {
                throw new UncheckedIOException("cannot claim 127." + block + ".0.0/16", e);
            }
        }
        throw new IllegalStateException("no free block of addresses: " + (blocks - 2) + " control planes are running");
    }

    public Addresses addresses() {
        return addresses;
    }

    private static ServerSocket bind(int block) throws IOException {
        return new ServerSocket(
                PORT, 1, InetAddress.getByAddress(new byte[] {127, (byte) block, (byte) 255, (byte) 254}));
    }

    @Override
    public void close() {
        if (socket == null) {
            return;
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release " + socket, e);
        }
    }
}
