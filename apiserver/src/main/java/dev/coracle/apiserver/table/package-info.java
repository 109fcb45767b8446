/**
 * Answers in the form {@code kubectl get} prints: {@code meta.k8s.io/v1 Table}, and the human durations in its cells.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.table.TablePrinter}. Immutable and stateless; cells are computed from
 * shared trees that nothing here changes.
 */
@NullMarked
package dev.coracle.apiserver.table;

import org.jspecify.annotations.NullMarked;
