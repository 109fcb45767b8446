package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.fieldmanager.FieldManager;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Who asks for a write, and where its steps run.
 *
 * @param target the resource, at the version the client speaks
 * @param namespace empty for cluster-scoped types
 * @param subresource empty for the object itself
 * @param tracking who comes to own the fields that the write changes
 * @param dryRun do everything but the commit
 * @param executor runs the write's steps one at a time
 * @param warnings takes texts for the client; called by the write's steps
 */
public record WriteRequest(
        Served target,
        String namespace,
        String subresource,
        FieldTracking tracking,
        boolean dryRun,
        Executor executor,
        Consumer<String> warnings) {
    /** The same write with its steps somewhere else. */
    WriteRequest on(Executor other) {
        return new WriteRequest(target, namespace, subresource, tracking, dryRun, other, warnings);
    }

    /** Notes in a new object who owns its fields. */
    void trackCreate(ObjectNode object, Instant now) {
        if (tracking instanceof FieldTracking.Manager manager) {
            fields().create(object, manager.name(), now);
        }
    }

    /** Notes in a changed object who owns what differs. */
    void trackUpdate(ObjectNode old, ObjectNode object, Instant now) {
        if (tracking instanceof FieldTracking.Manager manager) {
            fields().update(old, object, manager.name(), now);
        }
    }

    FieldManager fields() {
        return ManagedVersions.manager(target.resource(), target.version(), subresource);
    }
}
