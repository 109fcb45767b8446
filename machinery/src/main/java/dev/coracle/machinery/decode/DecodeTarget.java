package dev.coracle.machinery.decode;

import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;

/**
 * What a body is to be.
 *
 * @param kind the kind expected, and filled in where the body names none
 */
public record DecodeTarget(GroupVersionKind kind, Schema schema) {}
