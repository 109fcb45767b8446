/**
 * CustomResourceDefinitions as objects: their defaults, validation and columns. What they define is served by {@code
 * dev.coracle.apiserver.customresources}.
 *
 * <p>Start reading at {@code CustomResourceDefinitionStrategy}. Everything here is stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.apiextensions;

import org.jspecify.annotations.NullMarked;
