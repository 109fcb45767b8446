package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.request.RequestScope;
import dev.coracle.machinery.fieldmanager.FieldManager;
import dev.coracle.machinery.schema.GroupVersionKind;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * One write, but for what it writes.
 *
 * @param caller who asks, and where the write's steps run
 * @param target the resource, at the version the client speaks
 * @param namespace empty for cluster-scoped types
 * @param subresource empty for the object itself
 * @param tracking who comes to own the fields that the write changes
 * @param dryRun do everything but the commit
 */
public record WriteRequest(
        Caller caller,
        ServedResource target,
        String namespace,
        String subresource,
        FieldTracking tracking,
        boolean dryRun) {
    /** A write to an object itself that changes no owner of its fields. */
    public static WriteRequest to(ServedResource target, String namespace, Caller caller) {
        return new WriteRequest(caller, target, namespace, "", FieldTracking.settled(), false);
    }

    public WriteRequest subresource(String other) {
        return new WriteRequest(caller, target, namespace, other, tracking, dryRun);
    }

    public WriteRequest tracking(FieldTracking other) {
        return new WriteRequest(caller, target, namespace, subresource, other, dryRun);
    }

    public WriteRequest dryRun(boolean other) {
        return new WriteRequest(caller, target, namespace, subresource, tracking, other);
    }

    /** The same write with its steps somewhere else. */
    WriteRequest on(Executor executor) {
        return new WriteRequest(caller.on(executor), target, namespace, subresource, tracking, dryRun);
    }

    RequestScope scope() {
        return caller.scope();
    }

    Executor executor() {
        return caller.executor();
    }

    /** The kind at the version the client speaks. */
    GroupVersionKind kind() {
        return new GroupVersionKind(
                target.version().groupVersion().group(),
                target.version().groupVersion().version(),
                target.resource().names().kind());
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
