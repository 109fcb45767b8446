/**
 * What lies below both sides of the seam, as k8s.io/apimachinery does upstream: objects as trees, schemas and how bodies,
 * patches and field owners follow them, selectors, quantities, names, and the words of errors. It knows no kind, no store
 * and no socket; the tables of kinds are handed in.
 */
@NullMarked
package dev.coracle.machinery;

import org.jspecify.annotations.NullMarked;
