/**
 * Services and the endpoints behind them: defaults, address and port allocation, validation, columns.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.network.ServiceStrategy}. Stateless: what is allocated stands
 * in the objects and in the claims stored with them.
 */
@NullMarked
package dev.coracle.apiserver.kinds.network;

import org.jspecify.annotations.NullMarked;
