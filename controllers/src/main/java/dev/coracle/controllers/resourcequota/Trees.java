package dev.coracle.controllers.resourcequota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** The client's objects as the trees that the API server's admission sees too. */
record Trees(KubernetesSerialization serialization) {
    ObjectNode of(HasMetadata object) {
        return serialization.convertValue(object, ObjectNode.class);
    }
}
