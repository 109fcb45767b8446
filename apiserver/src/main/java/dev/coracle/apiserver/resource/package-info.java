/**
 * What a resource is: data ({@link dev.coracle.apiserver.resource.Resource}) plus a {@link
 * dev.coracle.apiserver.resource.Strategy}. The verbs know nothing of kinds; a kind knows nothing of verbs.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.resource.Resource}. Everything here is immutable; objects are
 * Jackson trees confined to their request.
 */
@NullMarked
package dev.coracle.apiserver.resource;

import org.jspecify.annotations.NullMarked;
