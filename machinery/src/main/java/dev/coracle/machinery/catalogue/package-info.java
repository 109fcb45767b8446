/**
 * How the table of resources is written: a {@link dev.coracle.machinery.catalogue.TableRow} for each, what is served below
 * an object ({@link dev.coracle.machinery.catalogue.Subresource}), what is particular to its writes, and which release of
 * Kubernetes all of it describes. The table itself is the server's. Immutable.
 */
@NullMarked
package dev.coracle.machinery.catalogue;

import org.jspecify.annotations.NullMarked;
