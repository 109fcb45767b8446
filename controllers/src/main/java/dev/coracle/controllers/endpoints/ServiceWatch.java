package dev.coracle.controllers.endpoints;

import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Map;
import java.util.function.Consumer;

/** Turns events of Services and of the pods behind them into keys of Services. */
public final class ServiceWatch {
    private final Informer<Service> services;
    private final Consumer<ObjectKey> queue;

    public ServiceWatch(Informer<Service> services, Informer<Pod> pods, Consumer<ObjectKey> queue) {
        this.services = services;
        this.queue = queue;
        services.onChange(service -> queue.accept(ObjectKey.of(service)));
        pods.onEvents(this::changed, this::updated, this::changed);
    }

    private void updated(Pod before, Pod after) {
        if (ServiceTargets.differ(before, after)) {
            changed(after);
            if (!labels(before).equals(labels(after))) {
                changed(before);
            }
        }
    }

    private void changed(Pod pod) {
        Map<String, String> labels = labels(pod);
        services.inNamespace(pod.getMetadata().getNamespace()).stream()
                .filter(service -> ServiceTargets.selects(service, labels))
                .forEach(service -> queue.accept(ObjectKey.of(service)));
    }

    private static Map<String, String> labels(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
