/**
 * Conversion of custom resources by webhooks: upstream's {@code pkg/apiserver/conversion} (v1.36).
 *
 * <p>Start reading at {@link dev.coracle.apiserver.customresources.conversion.ConversionWebhook}, which asks for the
 * conversion of some objects; {@code ConversionReview} is the question and the reading of the answer, {@code
 * ConvertedObject} what an answer may not do to an object. A conversion is a future; only the threads on which
 * writes to such resources run ({@link dev.coracle.apiserver.resource.WriteThreads}) ever wait for one.
 */
@NullMarked
package dev.coracle.apiserver.customresources.conversion;

import org.jspecify.annotations.NullMarked;
