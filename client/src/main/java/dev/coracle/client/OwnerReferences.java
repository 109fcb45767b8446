package dev.coracle.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who owns and who controls an object. */
public final class OwnerReferences {
    private OwnerReferences() {}

    /** The one owner that manages the object, if it has one. */
    public static @Nullable OwnerReference controllerOf(HasMetadata object) {
        for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(reference.getController())) {
                return reference;
            }
        }
        return null;
    }

    public static boolean isControlledBy(HasMetadata object, HasMetadata owner) {
        OwnerReference controller = controllerOf(object);
        return controller != null
                && controller.getUid().equals(owner.getMetadata().getUid());
    }

    /** A reference that makes {@code owner} the controller, and its foreground deletion wait for the dependent. */
    public static OwnerReference controllerReference(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** Index function: the uid of the controller, or nothing for an object nobody manages. */
    public static List<String> controllerUid(HasMetadata object) {
        OwnerReference controller = controllerOf(object);
        return controller == null ? List.of() : List.of(controller.getUid());
    }
}
