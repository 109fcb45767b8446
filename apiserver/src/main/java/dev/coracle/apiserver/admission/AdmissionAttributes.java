package dev.coracle.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.request.RequestScope;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.schema.GroupVersionKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a plugin is told of a request. Confined to the request. */
public interface AdmissionAttributes {
    AdmissionOperation operation();

    /** The resource, subresource, namespace and dry run of the request, and the world around it. */
    WriteContext context();

    /** The request itself: who asks, and since when. */
    RequestScope scope();

    /** What {@link #object} is at the version the client speaks: the resource's kind, a Binding, a Scale, exec's options. */
    GroupVersionKind kind();

    /** The object's name. */
    String name();

    /**
     * The object in the stored version: as it is to be, for a delete as it is. To be changed by {@link
     * AdmissionPlugin#mutate} only, and not on a delete.
     */
    ObjectNode object();

    /** The object as it is stored; null on create and connect. Shared, never to be changed. */
    @Nullable
    ObjectNode old();

    /** Where the steps of this request run, one at a time. */
    Executor executor();

    /** Completes after a time, on {@link #executor}. */
    CompletableFuture<Void> pause(Duration time);
}
