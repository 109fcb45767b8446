package dev.coracle.controllers.resourcequota;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What PersistentVolumeClaims use: storage, altogether and of a class. */
final class ClaimEvaluator implements Evaluator<PersistentVolumeClaim> {
    private static final String CLAIMS = "persistentvolumeclaims";
    private static final String STORAGE = "requests.storage";
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    @Override
    public boolean uses(String amount) {
        return amount.equals("count/" + CLAIMS)
                || amount.equals(CLAIMS)
                || amount.equals(STORAGE)
                || amount.endsWith(OF_CLASS + CLAIMS)
                || amount.endsWith(OF_CLASS + STORAGE);
    }

    @Override
    public boolean isIn(Scope scope, PersistentVolumeClaim claim) {
        if (!scope.name().equals("VolumeAttributesClass")) {
            return false;
        }
        PersistentVolumeClaimStatus status = claim.getStatus();
        String current = status == null ? null : status.getCurrentVolumeAttributesClassName();
        String target = status == null || status.getModifyVolumeStatus() == null
                ? null
                : status.getModifyVolumeStatus().getTargetVolumeAttributesClassName();
        String[] classes = Stream.of(claim.getSpec().getVolumeAttributesClassName(), current, target)
                .map(name -> Objects.requireNonNullElse(name, ""))
                .filter(name -> !name.isEmpty())
                .toArray(String[]::new);
        return classes.length == 0 ? scope.selects("") : Stream.of(classes).anyMatch(scope::selects);
    }

    @Override
    public Map<String, Amount> usage(PersistentVolumeClaim claim, Instant now) {
        Map<String, Amount> usage = new TreeMap<>();
        usage.put(CLAIMS, Amount.ONE);
        usage.put("count/" + CLAIMS, Amount.ONE);
        String storageClass = className(claim);
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + OF_CLASS + CLAIMS, Amount.ONE);
        }
        Amount storage = storage(claim);
        if (storage != null) {
            usage.put(STORAGE, storage);
            if (!storageClass.isEmpty()) {
                usage.put(storageClass + OF_CLASS + STORAGE, storage);
            }
        }
        return usage;
    }

    private static String className(PersistentVolumeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        String annotated = annotations == null ? null : annotations.get(CLASS_ANNOTATION);
        return annotated != null
                ? annotated
                : Objects.requireNonNullElse(claim.getSpec().getStorageClassName(), "");
    }

    private static @Nullable Amount storage(PersistentVolumeClaim claim) {
        Quantity requested = claim.getSpec().getResources() == null
                        || claim.getSpec().getResources().getRequests() == null
                ? null
                : claim.getSpec().getResources().getRequests().get("storage");
        if (requested == null) {
            return null;
        }
        Quantity allocated = claim.getStatus() == null || claim.getStatus().getAllocatedResources() == null
                ? null
                : claim.getStatus().getAllocatedResources().get("storage");
        Amount storage = Amount.of(requested);
        return (allocated == null ? storage : storage.max(Amount.of(allocated))).roundedUp();
    }
}
