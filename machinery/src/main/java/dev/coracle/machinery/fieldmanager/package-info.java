/**
 * Who owns which field: {@code metadata.managedFields} on every write, and server-side apply.
 *
 * <p>Start reading at {@link dev.coracle.machinery.fieldmanager.FieldManager}; the rules are in {@code Updater}, the
 * sets of fields they reckon with in {@code FieldSet}, and the walks along a schema in {@code Comparer}, {@code
 * Merger}, {@code Remover} and {@code FieldCollector}. Follows structured-merge-diff v6 and apimachinery's {@code
 * managedfields} (v1.36). Nothing here keeps state between calls: everything is immutable or confined to one write.
 */
@NullMarked
package dev.coracle.machinery.fieldmanager;

import org.jspecify.annotations.NullMarked;
