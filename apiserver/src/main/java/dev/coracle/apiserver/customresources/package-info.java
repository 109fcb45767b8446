/**
 * Custom resources: what a CustomResourceDefinition asks for becomes {@link dev.coracle.apiserver.resource.Resource}s that
 * take the same road as built-in ones.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.customresources.CustomResources}, which keeps what is served in step
 * with the definitions. {@code Definition} is one definition made ready, {@code CustomResourceStrategy} what one of its
 * versions adds to the pipeline, {@code DefinitionLoop} what upstream's apiextensions controllers do. What is served
 * changes on a thread of its own, before the write that changed a definition is answered; the loop has another.
 */
@NullMarked
package dev.coracle.apiserver.customresources;

import org.jspecify.annotations.NullMarked;
