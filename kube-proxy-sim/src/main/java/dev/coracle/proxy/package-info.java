/**
 * The userspace proxy: listens on cluster IPs, load-balancer addresses, external IPs and node ports, and hands each
 * connection to a ready endpoint of the Service, in strict rotation or by client address.
 *
 * <p>Start reading at {@link dev.coracle.proxy.KubeProxy}; {@link dev.coracle.proxy.ServicePorts} says what should
 * listen, {@link dev.coracle.proxy.ProxyEngine} makes it so, {@link dev.coracle.proxy.TcpListener} carries the traffic.
 * {@link dev.coracle.proxy.Tunnel} lets programs on this machine in by name, without any of those addresses.
 * One control thread owns what listens; a connection and both its sockets stay on one event loop; only {@link
 * dev.coracle.proxy.Balancer} is shared between loops, without locks.
 */
@NullMarked
package dev.coracle.proxy;

import org.jspecify.annotations.NullMarked;
