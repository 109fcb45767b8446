package dev.coracle.controllers.serviceaccount;

import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Set;

/** Creates the service account {@code default} in every active namespace, again if it is deleted. */
public final class ServiceAccountController implements Controller {
    private static final String NAME = "serviceaccount-controller";

    public static final ControllerSpec SPEC =
            new ControllerSpec(NAME, Set.of(Namespace.class, ServiceAccount.class), ServiceAccountController::new);

    private static final String DEFAULT = "default";

    private final KubernetesClient client;
    private final Informer<Namespace> namespaces;
    private final Informer<ServiceAccount> accounts;
    private final ReconcileLoop<String> loop;

    private ServiceAccountController(ControllerContext context) {
        client = context.client();
        loop = context.loop(NAME, 1, this::reconcile);
        namespaces = context.informers().of(Namespace.class);
        accounts = context.informers().of(ServiceAccount.class);
        namespaces.onEvents(this::enqueue, (before, after) -> enqueue(after), gone -> {});
        accounts.onEvents(added -> {}, (before, after) -> {}, gone -> {
            if (DEFAULT.equals(gone.getMetadata().getName())) {
                loop.queue().add(gone.getMetadata().getNamespace());
            }
        });
    }

    private void enqueue(Namespace namespace) {
        loop.queue().add(namespace.getMetadata().getName());
    }

    @Override
    public void start() {
        loop.start();
    }

    Outcome reconcile(String name) {
        Namespace namespace = namespaces.get(new ObjectKey("", name));
        if (namespace == null
                || namespace.getMetadata().getDeletionTimestamp() != null
                || accounts.get(name, DEFAULT) != null) {
            return Outcome.done();
        }
        try {
            client.resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withNamespace(name)
                            .withName(DEFAULT)
                            .endMetadata()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isConflict(e) && !ApiErrors.isNamespaceTerminating(e)) {
                throw e;
            }
        }
        return Outcome.done();
    }

    @Override
    public void close() {
        loop.close();
    }
}
