package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What a strategy may know of the write it serves, and of the world around it. Confined to the request. */
public interface WriteContext {
    Resource resource();

    /** The group and version the client speaks. */
    GroupVersion groupVersion();

    /** Whose write it is. */
    UserInfo user();

    /** Empty for cluster-scoped types. */
    String namespace();

    /** Empty for the object itself. */
    String subresource();

    boolean dryRun();

    /** The time of this write, to the second as in {@code metav1.Time}. */
    Instant now();

    RandomGenerator random();

    /** Another object as it is now; shared, never to be changed. Empty when there is none or no such type. */
    Optional<ObjectNode> find(GroupResource resource, String namespace, String name);

    /** All objects of a type in a namespace, or all there are when it is empty; shared, never to be changed. */
    List<ObjectNode> list(GroupResource resource, String namespace);

    /**
     * Writes the status of another object together with this one: in the same transaction, so both or neither. Where that
     * object is another by then, the whole write begins again. Nothing is written on a dry run.
     *
     * @param old as {@link #find} or {@link #list} gave it
     */
    void alsoWrite(GroupResource resource, ObjectNode old, ObjectNode changed);

    /** Whether no object holds this claim (see {@link Strategy#claims}) now. */
    boolean isUnclaimed(String claim);

    /** Adds a {@code Warning} header to the response. */
    void warn(String text);

    /** The settings a strategy depends on. */
    ClusterSettings settings();
}
