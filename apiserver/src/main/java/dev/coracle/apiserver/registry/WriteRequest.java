package dev.coracle.apiserver.registry;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Who asks for a write, and where its steps run.
 *
 * @param target the resource, at the version the client speaks
 * @param namespace empty for cluster-scoped types
 * @param subresource empty for the object itself
 * @param dryRun do everything but the commit
 * @param executor runs the write's steps one at a time
 * @param warnings takes texts for the client; called on {@code executor}
 */
public record WriteRequest(
        Served target,
        String namespace,
        String subresource,
        boolean dryRun,
        Executor executor,
        Consumer<String> warnings) {}
