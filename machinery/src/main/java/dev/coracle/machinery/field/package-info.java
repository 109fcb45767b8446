/**
 * Field paths and field errors, printed as apimachinery's {@code validation/field} (v1.36) prints them.
 *
 * <p>Start reading at {@link dev.coracle.machinery.field.FieldErrors}. Confined to the request that collects them.
 */
@NullMarked
package dev.coracle.machinery.field;

import org.jspecify.annotations.NullMarked;
