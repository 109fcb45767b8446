/** What every store must do, {@link dev.coracle.storage.StoreContract}, and what only the durable one can break. */
@org.jspecify.annotations.NullMarked
package dev.coracle.storage;
