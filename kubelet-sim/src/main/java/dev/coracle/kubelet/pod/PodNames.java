package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;

/** How the kubelet's messages name a pod. */
final class PodNames {
    private PodNames() {}

    /** {@code name_namespace(uid)}. */
    static String unique(Pod pod) {
        return pod.getMetadata().getName() + "_" + pod.getMetadata().getNamespace() + "("
                + pod.getMetadata().getUid() + ")";
    }
}
