/**
 * Persistent volumes and the claims on them, and the rules for volume sources, which pods share.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.storage.VolumeSource}. Stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.storage;

import org.jspecify.annotations.NullMarked;
