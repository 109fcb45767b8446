package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pod worker needs of the API server. Calls may block and may throw what the client throws. */
public interface PodApi {
    /** Writes the whole status a kubelet answers for; false if that pod is gone. */
    boolean writeStatus(Pod pod, PodStatus status);

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
}
