/**
 * What lies below both sides of the seam, as k8s.io/apimachinery does upstream: objects as trees, schemas and how bodies,
 * patches and field owners follow them, selectors, quantities, addresses, quotas, names, and the words of errors. It knows
 * no store and no socket, and of kinds no more than what quotas count; the tables of kinds are handed in.
 */
@NullMarked
package dev.coracle.machinery;

import org.jspecify.annotations.NullMarked;
