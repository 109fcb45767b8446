/**
 * {@code application/vnd.kubernetes.protobuf}: trees to messages and back, along a table of field numbers that the build
 * writes out of the official descriptors.
 *
 * <p>Start reading at {@link dev.coracle.machinery.protobuf.ProtobufWriter}. Everything is immutable and safe for any
 * thread but {@link dev.coracle.machinery.protobuf.BackwardBuffer}, which belongs to one call.
 */
@NullMarked
package dev.coracle.machinery.protobuf;

import org.jspecify.annotations.NullMarked;
