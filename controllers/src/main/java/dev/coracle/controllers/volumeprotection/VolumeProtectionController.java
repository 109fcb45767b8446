package dev.coracle.controllers.volumeprotection;

import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.Set;

/** Lets go of volumes that are to be deleted once no claim is bound to them. */
public final class VolumeProtectionController implements Controller {
    private static final String NAME = "persistentvolume-protection-controller";

    public static final ControllerSpec SPEC =
            new ControllerSpec(NAME, Set.of(PersistentVolume.class), VolumeProtectionController::new);

    private final Finalizers finalizers;
    private final Informer<PersistentVolume> volumes;
    private final ReconcileLoop<ObjectKey> loop;

    private VolumeProtectionController(ControllerContext context) {
        finalizers = new Finalizers(context.client(), "kubernetes.io/pv-protection");
        loop = context.loop(NAME, 1, this::reconcile);
        volumes = context.informers().of(PersistentVolume.class);
        volumes.onEvents(this::enqueue, (before, after) -> enqueue(after), gone -> {});
    }

    private void enqueue(PersistentVolume volume) {
        loop.queue().add(ObjectKey.of(volume));
    }

    @Override
    public void start() {
        loop.start();
    }

    Outcome reconcile(ObjectKey key) {
        PersistentVolume volume = volumes.get(key);
        if (volume == null) {
            return Outcome.done();
        }
        boolean leaving = volume.getMetadata().getDeletionTimestamp() != null;
        boolean bound =
                volume.getStatus() != null && "Bound".equals(volume.getStatus().getPhase());
        if (leaving && finalizers.isOn(volume) && !bound) {
            finalizers.remove(volume);
        } else if (!leaving && !finalizers.isOn(volume)) {
            finalizers.add(volume);
        }
        return Outcome.done();
    }

    @Override
    public void close() {
        loop.close();
    }
}
