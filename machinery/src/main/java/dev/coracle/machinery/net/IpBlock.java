package dev.coracle.machinery.net;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses in CIDR notation, with the address it was written with: {@code 10.9.8.7/24} is the block from
 * {@code 10.9.8.0} on, but not equal to {@code 10.9.8.0/24}. Immutable.
 *
 * @param address one of the block's addresses
 * @param prefixLength how many leading bits all its addresses share
 */
public record IpBlock(IpAddress address, int prefixLength) {
    public IpBlock {
        if (prefixLength < 0 || prefixLength > address.bits()) {
            throw new IllegalArgumentException("the prefix length of " + address + " must be from 0 to "
                    + address.bits() + ", not " + prefixLength);
        }
    }

    /** Reads the notation of Go's {@code netip.ParsePrefix}; empty for anything else. */
    public static Optional<IpBlock> find(String text) {
        return Optional.ofNullable(read(text, false));
    }

    /** As {@link #find}, but zeros may lead a number. */
    public static Optional<IpBlock> findSloppy(String text) {
        return Optional.ofNullable(read(text, true));
    }

    /**
     * The block that a text is.
     *
     * @throws IllegalArgumentException if {@link #find} is empty
     */
    public static IpBlock parse(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not a block of IP addresses"));
    }

    private static @Nullable IpBlock read(String text, boolean sloppy) {
        int slash = text.indexOf('/');
        IpAddress address = slash < 0 ? null : IpText.read(text.substring(0, slash), sloppy);
        if (address == null) {
            return null;
        }
        int length = IpText.decimal(text.substring(slash + 1), address.bits(), sloppy);
        return length < 0 ? null : new IpBlock(address, length);
    }

    /** The block of one address. */
    public static IpBlock of(IpAddress address) {
        return new IpBlock(address, address.bits());
    }

    public IpAddress first() {
        return address.first(prefixLength);
    }

    public IpAddress last() {
        return address.last(prefixLength);
    }

    /** The same block, written with its first address. */
    public IpBlock masked() {
        return new IpBlock(first(), prefixLength);
    }

    public boolean isMasked() {
        return first().equals(address);
    }

    public boolean contains(IpAddress other) {
        return other.bits() == address.bits() && other.first(prefixLength).equals(first());
    }

    /** Whether all of the other block's addresses are of this one. */
    public boolean contains(IpBlock other) {
        return prefixLength <= other.prefixLength && contains(other.address);
    }

    /** Whether the two have an address in common. */
    public boolean overlaps(IpBlock other) {
        return contains(other) || other.contains(this);
    }

    /** How many addresses it has; {@link Long#MAX_VALUE} if that is more. */
    public long size() {
        int free = address.bits() - prefixLength;
        return free >= Long.SIZE - 1 ? Long.MAX_VALUE : 1L << free;
    }

    /**
     * The address so many places after the first one.
     *
     * @throws IllegalArgumentException if the block ends before it
     */
    public IpAddress address(long index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException(this + " has no address number " + index);
        }
        return first().plus(index);
    }

    /**
     * One of the smaller blocks of one length into which it can be split, counted from 0.
     *
     * @throws IllegalArgumentException if it has no such part
     */
    public IpBlock part(int partLength, long index) {
        int counted = partLength - prefixLength;
        boolean exists = counted >= 0 && partLength <= address.bits() && index >= 0;
        if (!exists || (counted < Long.SIZE - 1 && index >= 1L << counted)) {
            throw new IllegalArgumentException(this + " has no /" + partLength + " number " + index);
        }
        int free = address.bits() - partLength;
        IpAddress first = first();
        IpAddress start = free < Long.SIZE
                ? IpAddress.ipv6(first.high() | carried(index, free), first.low() | (index << free))
                : IpAddress.ipv6(first.high() | (index << (free - Long.SIZE)), first.low());
        return new IpBlock(first.isIpv4() ? IpAddress.ipv4(start.low()) : start, partLength);
    }

    /** What of a shifted number goes beyond 64 bits. */
    private static long carried(long number, int shift) {
        return shift == 0 ? 0 : number >>> (Long.SIZE - shift);
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
