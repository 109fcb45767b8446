/**
 * Build-time only: writes what the server knows of types, out of the official models and protocol descriptors.
 *
 * <p>Start reading at {@link dev.coracle.codegen.Generator}, which Maven runs once the classes are compiled. It
 * needs client-java-api and client-java-proto, which are not there at run time; nothing else refers to this package.
 */
@NullMarked
package dev.coracle.codegen;

import org.jspecify.annotations.NullMarked;
