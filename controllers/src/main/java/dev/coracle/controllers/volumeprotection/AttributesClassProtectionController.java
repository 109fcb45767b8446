package dev.coracle.controllers.volumeprotection;

import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.Set;

/** Lets go of classes of attributes that are to be deleted once no claim and no volume names them. */
public final class AttributesClassProtectionController implements Controller {
    private static final String NAME = "volumeattributesclass-protection-controller";

    public static final ControllerSpec SPEC = new ControllerSpec(
            NAME,
            Set.of(VolumeAttributesClass.class, PersistentVolume.class, PersistentVolumeClaim.class),
            AttributesClassProtectionController::new);

    private final Finalizers finalizers;
    private final Informer<VolumeAttributesClass> classes;
    private final Informer<PersistentVolume> volumes;
    private final Informer<PersistentVolumeClaim> claims;
    private final ReconcileLoop<ObjectKey> loop;

    private AttributesClassProtectionController(ControllerContext context) {
        finalizers = new Finalizers(context.client(), "kubernetes.io/vac-protection");
        loop = context.loop(NAME, 1, this::reconcile);
        classes = context.informers().of(VolumeAttributesClass.class);
        volumes = context.informers().of(PersistentVolume.class);
        claims = context.informers().of(PersistentVolumeClaim.class);
        classes.onEvents(this::enqueue, (before, after) -> enqueue(after), gone -> {});
        volumes.onEvents(added -> {}, (before, after) -> enqueueLeaving(), gone -> enqueueLeaving());
        claims.onEvents(added -> {}, (before, after) -> enqueueLeaving(), gone -> enqueueLeaving());
    }

    private void enqueue(VolumeAttributesClass each) {
        loop.queue().add(ObjectKey.of(each));
    }

    private void enqueueLeaving() {
        classes.list().stream()
                .filter(each -> each.getMetadata().getDeletionTimestamp() != null)
                .forEach(this::enqueue);
    }

    @Override
    public void start() {
        loop.start();
    }

    Outcome reconcile(ObjectKey key) {
        VolumeAttributesClass found = classes.get(key);
        if (found == null) {
            return Outcome.done();
        }
        boolean leaving = found.getMetadata().getDeletionTimestamp() != null;
        if (leaving && finalizers.isOn(found) && !isUsed(key.name())) {
            finalizers.remove(found);
        } else if (!leaving && !finalizers.isOn(found)) {
            finalizers.add(found);
        }
        return Outcome.done();
    }

    private boolean isUsed(String name) {
        return volumes.list().stream()
                        .anyMatch(volume -> name.equals(volume.getSpec().getVolumeAttributesClassName()))
                || claims.list().stream().anyMatch(claim -> uses(claim, name));
    }

    private static boolean uses(PersistentVolumeClaim claim, String name) {
        PersistentVolumeClaimStatus status = claim.getStatus();
        return name.equals(claim.getSpec().getVolumeAttributesClassName())
                || (status != null
                        && (name.equals(status.getCurrentVolumeAttributesClassName())
                                || (status.getModifyVolumeStatus() != null
                                        && name.equals(
                                                status.getModifyVolumeStatus().getTargetVolumeAttributesClassName()))));
    }

    @Override
    public void close() {
        loop.close();
    }
}
