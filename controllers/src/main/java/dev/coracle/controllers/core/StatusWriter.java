package dev.coracle.controllers.core;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the status of objects. One that has been deleted meanwhile needs none: that is an empty result and no error.
 */
public final class StatusWriter {
    /** As upstream's statusUpdateRetries; what fails more often comes back through the work queue. */
    private static final int TRIES = 2;

    private final KubernetesClient client;

    public StatusWriter(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Writes the object's status.
     *
     * @return what is stored; empty if the object is gone
     * @throws KubernetesClientException if the server refuses it; a conflict if the object has changed since it was read
     */
    public <P extends HasMetadata> Optional<P> write(P object) {
        try {
            return Optional.of(client.resource(object).updateStatus());
        } catch (KubernetesClientException e) {
            if (ApiErrors.isNotFound(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Writes the status that {@code change} gives the object; where that has changed since it was read, once more for what
     * the server has by now. For a status that does not depend on the spec.
     *
     * @return what is stored; empty if the object is gone
     * @throws KubernetesClientException if the server refuses it, or if the object changes again and again
     */
    public <P extends HasMetadata> Optional<P> write(P read, UnaryOperator<P> change) {
        P current = read;
        for (int attempt = 1; ; attempt++) {
            try {
                return write(change.apply(current));
            } catch (KubernetesClientException e) {
                if (!ApiErrors.isConflict(e) || attempt == TRIES) {
                    throw e;
                }
            }
            P live = reread(read);
            if (live == null) {
                return Optional.empty();
            }
            current = live;
        }
    }

    /** Null if it is gone, or another one has its name. */
    private <P extends HasMetadata> @Nullable P reread(P read) {
        P live = client.resource(read).get();
        return live != null
                        && live.getMetadata().getUid().equals(read.getMetadata().getUid())
                ? live
                : null;
    }
}
