/**
 * Which resources are served: {@code resources.table}, kept by hand, joined with the generated schemas and each kind's
 * strategy.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.catalogue.ResourceTable}. Immutable.
 */
@NullMarked
package dev.coracle.apiserver.catalogue;

import org.jspecify.annotations.NullMarked;
