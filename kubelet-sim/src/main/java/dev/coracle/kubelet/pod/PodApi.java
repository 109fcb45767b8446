package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pod worker needs of the API server. Calls may block and may throw what the client throws. */
public interface PodApi {
    /**
     * Writes the whole status a kubelet answers for; false if that pod is gone.
     *
     * @param gone types of conditions that were written before and are no more
     */
    boolean writeStatus(Pod pod, PodStatus status, List<String> gone);

    /** Removes the object for good, if it is still the one with this uid. */
    void delete(Pod pod);

    /**
     * Tells of something that happened; never blocks.
     *
     * @param fieldPath the part of the pod it is about, or null
     */
    void event(Pod pod, @Nullable String fieldPath, String type, String reason, String message);

    /** The handler a RuntimeClass names; null if there is no such RuntimeClass. */
    @Nullable
    String runtimeHandler(String runtimeClassName);

    /** Null if there is no such ConfigMap. */
    @Nullable
    Map<String, String> configMap(String namespace, String name);

    /** Decoded; null if there is no such Secret. */
    @Nullable
    Map<String, String> secret(String namespace, String name);

    /** The Services of that namespace, and in any case the API server's; from memory. */
    List<Service> services(String namespace);
}
