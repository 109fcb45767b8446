/**
 * Volumes, the claims on them, and the kinds of storage.k8s.io: storage classes and what CSI drivers and attachers keep.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.storage.StorageKinds}. Stateless; called from any event loop.
 */
@NullMarked
package dev.coracle.apiserver.kinds.storage;

import org.jspecify.annotations.NullMarked;
