/**
 * The revisioned key-value store an API server needs, and no more: ordered keys, one revision counter for the whole
 * store, compare-and-set on a key's last revision, range reads, a gap-free ordered event stream from any retained
 * revision, compaction. Nothing here knows HTTP or Kubernetes.
 *
 * <p>Start reading at {@link dev.coracle.storage.Store}. Reads may come from any thread; one writer thread owns the
 * revision counter, publishes events in commit order and completes the commits.
 *
 * <p><b>What a crash leaves, and what is damage.</b> Every commit is one record of RocksDB's write-ahead log, synced before
 * it is acknowledged. RocksDB begins a new log whenever it writes a table of one of the three families, and keeps the old
 * one until all have; so a crash leaves several. Only the end of the last may be torn, by a write that nobody was told of.
 * RocksDB's recovery modes do not draw this line: TolerateCorruptedTailRecords forgives the end of every log,
 * AbsoluteConsistency not even that of the last, PointInTime drops what is behind a tear. So the first is used, the sizes of
 * finished logs are kept in RocksDB's manifest (track_and_verify_wals_in_manifest), and where several logs are found, or
 * RocksDB refuses, {@link dev.coracle.storage.Inspection} compares: revisions have no gaps, and the newest record of a key
 * says what the key holds. {@link dev.coracle.storage.WriteAheadLogs} names the file. A loss of the whole last log cannot be told
 * from a crash before it was written.
 */
@NullMarked
package dev.coracle.storage;

import org.jspecify.annotations.NullMarked;
