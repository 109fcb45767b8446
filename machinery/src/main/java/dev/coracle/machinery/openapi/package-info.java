/**
 * OpenAPI documents as data: the paths of a resource, version 2 made of version 3, and the protobuf form of both. The build
 * writes the documents of built-in kinds with it, the server those of custom resources.
 *
 * <p>Start reading at {@link dev.coracle.machinery.openapi.ResourcePaths}. Immutable.
 */
@NullMarked
package dev.coracle.machinery.openapi;

import org.jspecify.annotations.NullMarked;
