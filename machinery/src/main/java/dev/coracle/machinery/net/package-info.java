/**
 * IP addresses and blocks of them, read, compared and printed in one way on both sides of the seam. Nothing here asks a
 * name server.
 *
 * <p>Start reading at {@link dev.coracle.machinery.net.IpAddress}. Values, immutable.
 */
@NullMarked
package dev.coracle.machinery.net;

import org.jspecify.annotations.NullMarked;
