/**
 * Which resources are built in: {@code resources.table}, kept by hand, joined with each kind's strategy and with the schemas
 * that the build generates from the official models.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.catalogue.ResourceTable}; the schemas are {@link
 * dev.coracle.apiserver.catalogue.SchemaCatalogue}. Immutable once resolved.
 */
@NullMarked
package dev.coracle.apiserver.catalogue;

import org.jspecify.annotations.NullMarked;
