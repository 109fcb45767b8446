package dev.coracle.controllers.volumeprotection;

import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;

/** Lets go of claims that are to be deleted once no pod that has a node uses them. */
public final class ClaimProtectionController implements Controller {
    private static final String NAME = "persistentvolumeclaim-protection-controller";

    public static final ControllerSpec SPEC =
            new ControllerSpec(NAME, Set.of(PersistentVolumeClaim.class, Pod.class), ClaimProtectionController::new);

    private final KubernetesClient client;
    private final Finalizers finalizers;
    private final Informer<PersistentVolumeClaim> claims;
    private final Informer<Pod> pods;
    private final ReconcileLoop<ObjectKey> loop;

    private ClaimProtectionController(ControllerContext context) {
        client = context.client();
        finalizers = new Finalizers(client, "kubernetes.io/pvc-protection");
        loop = context.loop(NAME, 1, this::reconcile);
        claims = context.informers().of(PersistentVolumeClaim.class);
        pods = context.informers().of(Pod.class);
        claims.onEvents(this::enqueue, (before, after) -> enqueue(after), gone -> {});
        pods.onEvents(
                added -> {},
                (before, after) -> {
                    if (PodFacts.isFinished(after)) {
                        enqueueClaimsOf(after);
                    }
                },
                this::enqueueClaimsOf);
    }

    private void enqueue(PersistentVolumeClaim claim) {
        loop.queue().add(ObjectKey.of(claim));
    }

    private void enqueueClaimsOf(Pod pod) {
        for (Volume volume : pod.getSpec().getVolumes()) {
            String name = claimOf(pod, volume);
            if (!name.isEmpty()) {
                loop.queue().add(new ObjectKey(pod.getMetadata().getNamespace(), name));
            }
        }
    }

    /** An ephemeral volume's claim has a name made of the pod's and its own. */
    private static String claimOf(Pod pod, Volume volume) {
        if (volume.getPersistentVolumeClaim() != null) {
            return volume.getPersistentVolumeClaim().getClaimName();
        }
        return volume.getEphemeral() == null ? "" : pod.getMetadata().getName() + "-" + volume.getName();
    }

    @Override
    public void start() {
        loop.start();
    }

    Outcome reconcile(ObjectKey key) {
        PersistentVolumeClaim claim = claims.get(key);
        if (claim == null) {
            return Outcome.done();
        }
        boolean leaving = claim.getMetadata().getDeletionTimestamp() != null;
        if (leaving && finalizers.isOn(claim) && !isUsed(claim)) {
            finalizers.remove(claim);
        } else if (!leaving && !finalizers.isOn(claim)) {
            finalizers.add(claim);
        }
        return Outcome.done();
    }

    /** The server has the last word: the informer may not know of a pod that was just bound. */
    private boolean isUsed(PersistentVolumeClaim claim) {
        String namespace = claim.getMetadata().getNamespace();
        String name = claim.getMetadata().getName();
        return isUsed(name, pods.inNamespace(namespace))
                || isUsed(name, client.pods().inNamespace(namespace).list().getItems());
    }

    static boolean isUsed(String claim, List<Pod> pods) {
        return pods.stream()
                .filter(PodFacts::isScheduled)
                .anyMatch(pod -> pod.getSpec().getVolumes().stream()
                        .anyMatch(volume -> claimOf(pod, volume).equals(claim)
                                && (volume.getEphemeral() == null || !PodFacts.isFinished(pod))));
    }

    @Override
    public void close() {
        loop.close();
    }
}
