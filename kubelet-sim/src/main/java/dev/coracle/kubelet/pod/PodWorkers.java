package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The workers of one node's pods, by uid. Nothing runs before {@link #open}, so that addresses pods already have are
 * taken before new ones are given out. Safe for use from any thread.
 */
public final class PodWorkers {
    private final NodeContext node;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private volatile boolean open;

    public PodWorkers(NodeContext node) {
        this.node = node;
    }

    /** A pod of this node was added or has changed. */
    public void changed(Pod pod) {
        String uid = pod.getMetadata().getUid();
        PodWorker worker = workers.computeIfAbsent(uid, fresh -> {
            claimAddress(pod, uid);
            return new PodWorker(node, pod, () -> workers.remove(uid));
        });
        if (open) {
            worker.update(pod);
        }
    }

    private void claimAddress(Pod pod, String uid) {
        PodStatus status = pod.getStatus();
        if (status != null && status.getPodIP() != null) {
            node.addresses().claim(status.getPodIP(), uid);
        }
    }

    public void deleted(Pod pod) {
        PodWorker worker = workers.get(pod.getMetadata().getUid());
        if (worker != null) {
            worker.deleted();
        }
    }

    /** Lets the workers begin. */
    public void open() {
        open = true;
        workers.values().forEach(PodWorker::wake);
    }

    public Collection<PodWorker> all() {
        return List.copyOf(workers.values());
    }
}
