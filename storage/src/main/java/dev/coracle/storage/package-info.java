/**
 * The revisioned key-value store an API server needs, and no more: ordered keys, one revision counter for the whole
 * store, compare-and-set on a key's last revision, range reads, a gap-free ordered event stream from any retained
 * revision, compaction. Nothing here knows HTTP or Kubernetes.
 *
 * <p>Start reading at {@link dev.coracle.storage.Store}. Reads may come from any thread; one writer thread owns the
 * revision counter, publishes events in commit order and completes the commits.
 */
@NullMarked
package dev.coracle.storage;

import org.jspecify.annotations.NullMarked;
