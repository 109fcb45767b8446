/**
 * Field selectors, which know what each kind can be selected by; label selectors lie below, in machinery.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.selector.FieldSelector}. Immutable.
 */
@NullMarked
package dev.coracle.apiserver.selector;

import org.jspecify.annotations.NullMarked;
