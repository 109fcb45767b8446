/**
 * The patch types: JSON patch (RFC 6902), merge patch (RFC 7386) and strategic merge patch, each from a current object
 * and a body to a new tree.
 *
 * <p>Start reading at {@link dev.coracle.machinery.patch.Patches}. Pure functions.
 */
@NullMarked
package dev.coracle.machinery.patch;

import org.jspecify.annotations.NullMarked;
