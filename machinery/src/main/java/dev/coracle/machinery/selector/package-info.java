/**
 * Label selectors, as apimachinery parses and applies them (v1.36).
 *
 * <p>Start reading at {@link dev.coracle.machinery.selector.LabelSelector}. Immutable.
 */
@NullMarked
package dev.coracle.machinery.selector;

import org.jspecify.annotations.NullMarked;
