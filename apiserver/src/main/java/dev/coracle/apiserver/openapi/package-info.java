/**
 * The OpenAPI documents: an index of the group versions with the hash of each document, the documents of built-in kinds,
 * which the build has written, and those of custom resources, which are made of their definitions.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.openapi.OpenApi}. {@code Published} is one state of it, immutable and
 * replaced when what is served changes; a document is read or made when it is first asked for, on the asking thread, and
 * kept compressed. What a document is made of lies below, in machinery: the build writes with it too.
 */
@NullMarked
package dev.coracle.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
