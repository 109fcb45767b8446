package dev.coracle.apiserver.admission;

import dev.coracle.apiserver.resource.Resource;
import java.util.concurrent.CompletableFuture;

/**
 * One admission plugin. It refuses with an {@link dev.coracle.machinery.errors.ApiException}, thrown or as the failure of
 * its future; a future that is complete costs nothing. Stateless or safe for threads.
 */
public interface AdmissionPlugin {
    /** The name, as upstream's flag {@code --enable-admission-plugins} takes it. */
    String name();

    /**
     * Whether a request concerns it.
     *
     * @param subresource empty for the object itself
     */
    boolean handles(AdmissionOperation operation, Resource resource, String subresource);

    /** May change the object: after its defaults are there, before the server's own fields and validation. */
    default CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        return InTurn.DONE;
    }

    /** May refuse the object, which is complete and valid by now and not to be changed. */
    default CompletableFuture<Void> validate(AdmissionAttributes attributes) {
        return InTurn.DONE;
    }
}
