package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what a worker tells the API server. */
final class RecordingPodApi implements PodApi {
    final List<PodStatus> statuses = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final Map<String, String> handlers = new HashMap<>();
    final Map<String, Map<String, String>> configMaps = new HashMap<>();
    final Map<String, Map<String, String>> secrets = new HashMap<>();
    final List<Service> services = new ArrayList<>();
    final List<String> dropped = new ArrayList<>();
    int failures;
    boolean gone;
    boolean deleted;

    PodStatus latest() {
        return statuses.get(statuses.size() - 1);
    }

    private void failIfAsked() {
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("the API server is away");
        }
    }

    @Override
    public boolean writeStatus(Pod pod, PodStatus status, List<String> goneConditions) {
        failIfAsked();
        dropped.addAll(goneConditions);
        statuses.add(status);
        return !gone;
    }

    @Override
    public void delete(Pod pod) {
        deleted = true;
    }

    @Override
    public void event(Pod pod, @Nullable String fieldPath, String type, String reason, String message) {
        events.add(type + " " + reason + " " + (fieldPath == null ? "" : fieldPath + " ") + message);
    }

    @Override
    public @Nullable String runtimeHandler(String runtimeClassName) {
        failIfAsked();
        return handlers.get(runtimeClassName);
    }

    @Override
    public @Nullable Map<String, String> configMap(String namespace, String name) {
        return configMaps.get(name);
    }

    @Override
    public @Nullable Map<String, String> secret(String namespace, String name) {
        return secrets.get(name);
    }

    @Override
    public List<Service> services(String namespace) {
        return services;
    }
}
