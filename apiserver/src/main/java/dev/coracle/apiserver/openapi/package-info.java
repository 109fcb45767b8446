/**
 * The OpenAPI documents: an index of the group versions with the hash of each document, and the documents, which the
 * build has written.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.openapi.OpenApi}. Immutable; a document is read when it is first asked
 * for and kept compressed.
 */
@NullMarked
package dev.coracle.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
