/**
 * From a request's bytes to an object tree: syntax, kind and apiVersion, the type of every field, unknown and repeated
 * fields. The messages are those of Kubernetes v1.36, and so of Go's JSON decoder as sigs.k8s.io/json keeps it.
 *
 * <p>Start reading at {@link dev.coracle.machinery.decode.ObjectDecoder}; the walk itself is {@code TypedReader}. A
 * decoder is immutable and may be used by any thread; all state of one body is confined to its reader. Whatever the
 * bytes, the outcome is a tree or an {@link dev.coracle.machinery.errors.ApiException} with a 4xx code.
 */
@NullMarked
package dev.coracle.machinery.decode;

import org.jspecify.annotations.NullMarked;
