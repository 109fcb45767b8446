/**
 * Label and field selectors, as apimachinery parses and applies them (v1.36).
 *
 * <p>Start reading at {@link dev.coracle.apiserver.selector.LabelSelector}. Immutable.
 */
@NullMarked
package dev.coracle.apiserver.selector;

import org.jspecify.annotations.NullMarked;
