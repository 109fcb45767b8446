/**
 * The shape of a kind: which fields it has, their types, which are required, how lists merge. The built-in kinds' shapes
 * are in the catalogue; custom resources bring theirs at run time.
 *
 * <p>Start reading at {@link dev.coracle.machinery.schema.Schema}. Immutable once resolved.
 */
@NullMarked
package dev.coracle.machinery.schema;

import org.jspecify.annotations.NullMarked;
