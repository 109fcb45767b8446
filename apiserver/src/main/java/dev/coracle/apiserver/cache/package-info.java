/**
 * The read path: for every resource an immutable sorted snapshot and a ring of recent events, fed in commit order by
 * one watch on the store. Gets, lists and watches send the bytes that were serialised once, at the write.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.cache.StoreCache}, then {@link
 * dev.coracle.apiserver.cache.ResourceCache}. The store's writer thread feeds; any thread reads snapshots without a
 * lock; a {@link dev.coracle.apiserver.cache.Watcher} is polled on its own event loop.
 */
@NullMarked
package dev.coracle.apiserver.cache;

import org.jspecify.annotations.NullMarked;
