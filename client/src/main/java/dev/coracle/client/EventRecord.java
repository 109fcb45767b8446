package dev.coracle.client;

import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Instant;
import java.util.Objects;

/** Something worth an Event, before it is known whether it becomes one of its own. */
record EventRecord(ObjectReference about, String type, String reason, String message, String host, Instant at) {
    /** Everything the events about one object have in common. */
    String object() {
        return String.join(
                "/",
                Objects.toString(about.getKind(), ""),
                Objects.toString(about.getNamespace(), ""),
                Objects.toString(about.getName(), ""),
                Objects.toString(about.getUid(), ""),
                Objects.toString(about.getApiVersion(), ""),
                Objects.toString(about.getFieldPath(), ""));
    }
}
