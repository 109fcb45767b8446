package dev.coracle.machinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What PersistentVolumeClaims use: storage, altogether and of a class. */
final class ClaimEvaluator implements QuotaEvaluator {
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
    public boolean isIn(QuotaScope scope, ObjectNode claim) {
        if (!scope.name().equals("VolumeAttributesClass")) {
            return false;
        }
        Set<String> classes = new TreeSet<>();
        JsonNode status = Tree.status(claim);
        classes.add(Tree.text(Tree.spec(claim), "volumeAttributesClassName"));
        classes.add(Tree.text(status, "currentVolumeAttributesClassName"));
        classes.add(Tree.text(Tree.get(status, "modifyVolumeStatus"), "targetVolumeAttributesClassName"));
        classes.remove("");
        return classes.isEmpty() ? scope.selects("") : classes.stream().anyMatch(scope::selects);
    }

    @Override
    public Map<String, Quantity> usage(ObjectNode claim, Instant now) {
        Map<String, Quantity> usage = new TreeMap<>();
        usage.put(CLAIMS, CountEvaluator.ONE);
        usage.put("count/" + CLAIMS, CountEvaluator.ONE);
        JsonNode spec = Tree.spec(claim);
        JsonNode annotations = Tree.get(Tree.metadata(claim), "annotations");
        String storageClass = Tree.has(annotations, CLASS_ANNOTATION)
                ? Tree.text(annotations, CLASS_ANNOTATION)
                : Tree.text(spec, "storageClassName");
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + OF_CLASS + CLAIMS, CountEvaluator.ONE);
        }
        JsonNode requested = Tree.get(spec, "resources", "requests", "storage");
        if (!requested.isMissingNode()) {
            Quantity storage = Quantity.of(requested);
            JsonNode allocated = Tree.get(Tree.status(claim), "allocatedResources", "storage");
            if (!allocated.isMissingNode() && Quantity.of(allocated).compareTo(storage) > 0) {
                storage = Quantity.of(allocated);
            }
            Quantity whole = storage.roundedUp();
            usage.put(STORAGE, whole);
            if (!storageClass.isEmpty()) {
                usage.put(storageClass + OF_CLASS + STORAGE, whole);
            }
        }
        return usage;
    }
}
