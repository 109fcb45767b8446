/**
 * JSON as bytes and as trees: how it is read and written, and when two values are the same. Knows nothing of objects,
 * schemas or requests. Start reading at {@link dev.coracle.machinery.json.JsonCodec}. Stateless.
 */
@NullMarked
package dev.coracle.machinery.json;

import org.jspecify.annotations.NullMarked;
