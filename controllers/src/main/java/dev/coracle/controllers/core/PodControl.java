package dev.coracle.controllers.core;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Creates and deletes pods in the name of an owner, and says so in events. Safe from any thread. */
public final class PodControl {
    private final KubernetesClient client;
    private final EventRecorder events;

    public PodControl(KubernetesClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    public void create(HasMetadata owner, PodTemplateSpec template) {
        try {
            Pod pod = client.resource(podFrom(owner, template)).create();
            events.normal(
                    owner,
                    "SuccessfulCreate",
                    "Created pod: " + pod.getMetadata().getName());
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNamespaceTerminating(e)) {
                events.warning(owner, "FailedCreate", "Error creating: " + ApiErrors.describe(e));
            }
            throw e;
        }
    }

    /** Deleting what is gone already is a success. */
    public void delete(HasMetadata owner, Pod pod) {
        String name = pod.getMetadata().getName();
        try {
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(name)
                    .delete();
            events.normal(owner, "SuccessfulDelete", "Deleted pod: " + name);
        } catch (KubernetesClientException e) {
            if (ApiErrors.isNotFound(e)) {
                return;
            }
            events.warning(owner, "FailedDelete", "Error deleting: " + ApiErrors.describe(e));
            throw e;
        }
    }

    /** The pod a template describes; its name is made by the API server. */
    static Pod podFrom(HasMetadata owner, PodTemplateSpec template) {
        String name = owner.getMetadata().getName();
        return new PodBuilder()
                .withNewMetadata()
                .withGenerateName(generateName(name))
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(copy(template.getMetadata().getLabels()))
                .withAnnotations(copy(template.getMetadata().getAnnotations()))
                .withFinalizers(List.copyOf(template.getMetadata().getFinalizers()))
                .withOwnerReferences(OwnerReferences.controllerReference(owner))
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }

    /** With a dash if that is still a valid start of a name, as upstream: a long owner name goes without. */
    private static String generateName(String owner) {
        final int longestSubdomain = 253;
        return owner.length() < longestSubdomain ? owner + "-" : owner;
    }

    private static Map<String, String> copy(Map<String, String> map) {
        return map == null ? Map.of() : new TreeMap<>(map);
    }
}
