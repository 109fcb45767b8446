/**
 * Rules that many kinds share: metadata, labels and selectors, ports, addresses, quantities. Messages are those of
 * apimachinery and pkg/apis (v1.36).
 *
 * <p>Start reading at {@link dev.coracle.machinery.validation.ObjectMetaValidation}. Stateless; nothing compiles a
 * pattern or prints a path unless a value is wrong.
 */
@NullMarked
package dev.coracle.machinery.validation;

import org.jspecify.annotations.NullMarked;
