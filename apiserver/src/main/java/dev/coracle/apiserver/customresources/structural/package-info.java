/**
 * The structural part of a custom resource's schema, and what a server does by it to an object before anybody validates
 * it: dropping what the schema does not know, filling in defaults, dropping nulls that mean nothing.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.customresources.structural.Structural}, which is also what decoding,
 * merging and applying know of the resource. Schemas are immutable; objects are confined to their request.
 */
@NullMarked
package dev.coracle.apiserver.customresources.structural;

import org.jspecify.annotations.NullMarked;
