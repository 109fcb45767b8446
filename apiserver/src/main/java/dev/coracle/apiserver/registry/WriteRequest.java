package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.fieldmanager.FieldManager;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Who asks for a write, and where its steps run.
 *
 * @param target the resource, at the version the client speaks
 * @param namespace empty for cluster-scoped types
 * @param subresource empty for the object itself
 * @param fieldManager who comes to own the fields that the write changes; empty when the object brings its managedFields
 * @param dryRun do everything but the commit
 * @param executor runs the write's steps one at a time
 * @param warnings takes texts for the client; called by the write's steps
 */
public record WriteRequest(
        Served target,
        String namespace,
        String subresource,
        String fieldManager,
        boolean dryRun,
        Executor executor,
        Consumer<String> warnings) {
    /** The same write with its steps somewhere else. */
    WriteRequest on(Executor other) {
        return new WriteRequest(target, namespace, subresource, fieldManager, dryRun, other, warnings);
    }

    boolean tracksFields() {
        return !fieldManager.isEmpty();
    }

    FieldManager fields() {
        return FieldManager.of(target.resource(), target.version(), subresource);
    }
}
