/**
 * A node: its object, its lease, its heartbeat, and the HTTP API its kubelet serves.
 *
 * <p>Start reading at {@link dev.coracle.kubelet.node.NodeAgent}. Requests to the API server run on the shared worker
 * pool; the HTTP API runs on Vert.x event loops, which never block.
 */
@NullMarked
package dev.coracle.kubelet.node;

import org.jspecify.annotations.NullMarked;
