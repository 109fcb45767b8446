/**
 * The shape of every kind: which fields it has, their types, which are required, how lists merge. Generated at build
 * time from the official models, so it is data; custom resources will bring theirs at run time.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.schema.Schema}. Immutable once resolved.
 */
@NullMarked
package dev.coracle.apiserver.schema;

import org.jspecify.annotations.NullMarked;
