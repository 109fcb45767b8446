/**
 * Empties namespaces that are being deleted and then lets them go. Start reading at {@link
 * dev.coracle.controllers.namespace.NamespaceController#reconcile}; {@code NamespaceConditions} says what is in the way.
 */
@NullMarked
package dev.coracle.controllers.namespace;

import org.jspecify.annotations.NullMarked;
