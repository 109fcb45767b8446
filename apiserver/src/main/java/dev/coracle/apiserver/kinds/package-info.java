/**
 * What is particular to each built-in kind: one {@link dev.coracle.apiserver.resource.Strategy} each, in a package per
 * API group or, where a kind is large, per kind.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.Strategies}, the one table. Strategies are stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds;

import org.jspecify.annotations.NullMarked;
