/**
 * Reads Kubernetes objects that are Jackson trees the way Go reads structs: a field that is missing, null or of no value
 * is the zero value.
 *
 * <p>Start reading at {@link dev.coracle.machinery.tree.Tree}. Stateless.
 */
@NullMarked
package dev.coracle.machinery.tree;

import org.jspecify.annotations.NullMarked;
