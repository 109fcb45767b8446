/**
 * The dialect that objects are validated in, and the rules that many kinds share: metadata, labels and selectors, ports,
 * addresses, quantities. Messages are those of apimachinery and pkg/apis (v1.36).
 *
 * <p>Start reading at {@link dev.coracle.machinery.validation.Field}, which a validation walks along, and at {@link
 * dev.coracle.machinery.validation.FieldRule}: what is said of single fields, items and unions is a value, what relates
 * several fields is a method that takes a {@code Field}. Stateless; nothing prints a path unless a value is wrong.
 */
@NullMarked
package dev.coracle.machinery.validation;

import org.jspecify.annotations.NullMarked;
