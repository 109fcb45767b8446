/**
 * The generic write pipeline: one road for every kind from a decoded object to a committed transaction, and the table
 * of what is served.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.registry.ObjectRegistry}; what happens to an
 * object, in which order, is {@link dev.coracle.apiserver.registry.WritePipeline}. {@code Creation}, {@code Modification}
 * and {@code Deletion} each carry one write through as many attempts as it takes. A write's steps run on the executor of
 * its {@link dev.coracle.apiserver.registry.WriteRequest}, one at a time; nothing here blocks.
 */
@NullMarked
package dev.coracle.apiserver.registry;

import org.jspecify.annotations.NullMarked;
