/**
 * Whether values are what a custom resource's schema asks for, in the order and the words of the validator upstream uses
 * (kube-openapi's validation, v1.36).
 *
 * <p>Start reading at {@link dev.coracle.apiserver.customresources.values.ValueValidation}; {@link
 * dev.coracle.apiserver.customresources.values.ValueSchema} is what it validates by, {@code Formats} the string formats.
 * Schemas are immutable, all else is confined to its request. Patterns are RE2's, so no input makes matching slow.
 */
@NullMarked
package dev.coracle.apiserver.customresources.values;

import org.jspecify.annotations.NullMarked;
