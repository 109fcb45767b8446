package dev.coracle.apiserver.decode;

import dev.coracle.apiserver.resource.GroupVersionKind;
import dev.coracle.apiserver.schema.Schema;

/**
 * What a body is to be.
 *
 * @param kind the kind expected, and filled in where the body names none
 */
public record DecodeTarget(GroupVersionKind kind, Schema schema) {}
