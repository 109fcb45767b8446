package dev.coracle.apiserver.kinds.storage;

import static dev.coracle.apiserver.kinds.storage.VolumeSource.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.NodeSelectors;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.Shown;
import dev.coracle.machinery.validation.SpecDiff;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** core/validation's ValidatePersistentVolume and its update. */
final class PersistentVolumeValidation {
    private static final Path SPEC = Path.of("spec");
    private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");
    private static final String MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options";
    private static final Set<String> MOUNTED = Set.of(
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "glusterfs",
            "nfs",
            "rbd",
            "quobyte",
            "iscsi",
            "cinder",
            "cephfs",
            "azureFile",
            "vsphereVolume",
            "azureDisk",
            "photonPersistentDisk");
    private static final String[] SECRETS = {
        "controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"
    };

    private PersistentVolumeValidation() {}

    static void validate(ObjectNode volume, FieldErrors errors) {
        JsonNode spec = Tree.spec(volume);
        if (Tree.isEmpty(spec, "accessModes")) {
            errors.required(SPEC.child("accessModes"), "");
        }
        ClaimSpecs.accessModes(Tree.get(spec, "accessModes"), SPEC.child("accessModes"), errors);
        capacity(Tree.get(spec, "capacity"), SPEC.child("capacity"), errors);
        String reclaim = Tree.text(spec, "persistentVolumeReclaimPolicy");
        if (!reclaim.isEmpty() && !RECLAIM_POLICIES.contains(reclaim)) {
            errors.notSupported(SPEC.child("persistentVolumeReclaimPolicy"), reclaim, RECLAIM_POLICIES);
        }
        JsonNode affinity = Tree.get(spec, "nodeAffinity");
        if (!affinity.isMissingNode()) {
            Path path = SPEC.child("nodeAffinity").child("required");
            if (Tree.has(affinity, "required")) {
                NodeSelectors.validate(Tree.get(affinity, "required"), path, errors);
            } else {
                errors.required(path, "must specify required node constraints");
            }
        }
        VolumeSource.check(sources(Tree.name(volume), affinity), spec, SPEC, errors);
        if (reclaim.equals("Recycle") && isRoot(Tree.text(Tree.get(spec, "hostPath"), "path"))) {
            errors.forbidden(
                    SPEC.child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        }
        ClaimSpecs.className(spec, "storageClassName", SPEC, errors);
        String mode = Tree.text(spec, "volumeMode");
        if (Tree.has(spec, "volumeMode") && !ClaimSpecs.VOLUME_MODES.contains(mode)) {
            errors.notSupported(SPEC.child("volumeMode"), mode, ClaimSpecs.VOLUME_MODES);
        }
        attributesClass(spec, errors);
        mountOptions(volume, errors);
    }

    private static boolean isRoot(String path) {
        return !path.isEmpty() && path.chars().allMatch(c -> c == '/' || c == '.') && path.startsWith("/");
    }

    private static void capacity(JsonNode capacity, Path path, FieldErrors errors) {
        if (capacity.isEmpty()) {
            errors.required(path, "");
        }
        if (!Tree.has(capacity, "storage") || capacity.size() > 1) {
            errors.notSupported(path, Shown.map(capacity), List.of("storage"));
        }
        for (Map.Entry<String, JsonNode> entry : Tree.entries(capacity)) {
            Quantity amount = Quantity.of(entry.getValue());
            Path at = path.key(entry.getKey());
            if (amount.signum() < 0) {
                errors.invalid(at, amount.longValue(), "must be a valid resource quantity");
            }
            if (amount.signum() <= 0) {
                errors.invalid(at, amount.toString(), "must be greater than zero");
            }
        }
    }

    private static List<VolumeSource> sources(String name, JsonNode affinity) {
        return List.of(
                DriverSources.HOST_PATH,
                DriverSources.GCE,
                DriverSources.AWS,
                VolumeSource.of(
                        "glusterfs", required("endpoints", "path").and(PersistentVolumeValidation::glusterNamespace)),
                DriverSources.FLOCKER,
                DriverSources.NFS,
                DriverSources.RBD,
                DriverSources.QUOBYTE,
                DriverSources.CEPHFS,
                DriverSources.persistentIscsi(name),
                DriverSources.cinder(true),
                DriverSources.FC,
                DriverSources.FLEX,
                VolumeSource.of(
                        "azureFile",
                        required("secretName", "shareName").and(PersistentVolumeValidation::secretNamespace)),
                DriverSources.VSPHERE,
                DriverSources.PHOTON,
                DriverSources.PORTWORX,
                DriverSources.AZURE_DISK,
                DriverSources.SCALE_IO,
                VolumeSource.of("local", (source, path, errors) -> local(source, affinity, path, errors)),
                DriverSources.storageOs(true),
                VolumeSource.of("csi", PersistentVolumeValidation::csi));
    }

    private static void glusterNamespace(JsonNode source, Path path, FieldErrors errors) {
        if (!Tree.has(source, "endpointsNamespace")) {
            return;
        }
        String namespace = Tree.text(source, "endpointsNamespace");
        if (namespace.isEmpty()) {
            errors.invalid(
                    path.child("endpointsNamespace"),
                    namespace,
                    "if the endpointnamespace is set, it must be a valid namespace name");
        } else {
            Names.dnsLabel(namespace, path.child("endpointsNamespace"), errors);
        }
    }

    private static void secretNamespace(JsonNode source, Path path, FieldErrors errors) {
        if (Tree.has(source, "secretNamespace") && Tree.isEmpty(source, "secretNamespace")) {
            errors.required(path.child("secretNamespace"), "");
        }
    }

    private static void local(JsonNode source, JsonNode affinity, Path path, FieldErrors errors) {
        String text = Tree.text(source, "path");
        if (text.isEmpty()) {
            errors.required(path.child("path"), "");
        } else {
            VolumePaths.noBacksteps(text, path.child("path"), errors);
        }
        if (affinity.isMissingNode()) {
            errors.required(SPEC.child("nodeAffinity"), "Local volume requires node affinity");
        }
    }

    private static void csi(JsonNode source, Path path, FieldErrors errors) {
        DriverSources.driverName(source, path, errors);
        required("volumeHandle").check(source, path, errors);
        for (String field : SECRETS) {
            JsonNode reference = Tree.get(source, field);
            if (reference.isMissingNode()) {
                continue;
            }
            Path at = path.child(field);
            String name = Tree.text(reference, "name");
            String namespace = Tree.text(reference, "namespace");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else {
                Names.dnsSubdomain(name, at.child("name"), errors);
            }
            if (namespace.isEmpty()) {
                errors.required(at.child("namespace"), "");
            } else {
                Names.dnsLabel(namespace, at.child("namespace"), errors);
            }
        }
    }

    private static void attributesClass(JsonNode spec, FieldErrors errors) {
        if (!Tree.has(spec, "volumeAttributesClassName")) {
            return;
        }
        if (Tree.isEmpty(spec, "volumeAttributesClassName")) {
            errors.required(SPEC.child("volumeAttributesClassName"), "an empty string is disallowed");
        } else {
            ClaimSpecs.className(spec, "volumeAttributesClassName", SPEC, errors);
        }
        if (!Tree.has(spec, "csi")) {
            errors.required(SPEC.child("csi"), "has to be specified when using volumeAttributesClassName");
        }
    }

    private static void mountOptions(ObjectNode volume, FieldErrors errors) {
        boolean mounted = MOUNTED.stream().anyMatch(source -> Tree.has(Tree.spec(volume), source));
        if (!mounted && Tree.get(Tree.metadata(volume), "annotations").has(MOUNT_OPTIONS)) {
            errors.forbidden(
                    Path.of("metadata", "annotations", MOUNT_OPTIONS),
                    "may not specify mount options for this volume type");
        }
    }

    static void update(ObjectNode volume, ObjectNode old, FieldErrors errors) {
        validate(volume, errors);
        JsonNode spec = Tree.spec(volume);
        JsonNode before = Tree.spec(old);
        ObjectNode now = source(spec);
        ObjectNode was = source(before);
        if (now.get("csi") instanceof ObjectNode csi
                && was.get("csi") instanceof ObjectNode oldCsi
                && !Tree.has(oldCsi, "controllerExpandSecretRef")) {
            csi.remove("controllerExpandSecretRef");
        }
        if (!Tree.same(now, was)) {
            errors.forbidden(
                    Path.of("spec", "persistentvolumesource"),
                    "spec.persistentvolumesource is immutable after creation\n"
                            + SpecDiff.of("PersistentVolumeSource", was, now));
        }
        ObjectMetaValidation.immutable(
                Tree.get(spec, "volumeMode"), Tree.get(before, "volumeMode"), Path.of("volumeMode"), errors);
        JsonNode affinity = Tree.get(before, "nodeAffinity");
        if (!affinity.isMissingNode()) {
            NodeAffinityContinuity.validate(Tree.get(spec, "nodeAffinity"), affinity, errors);
        }
        if (Tree.has(before, "volumeAttributesClassName") && !Tree.has(spec, "volumeAttributesClassName")) {
            errors.forbidden(SPEC.child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden");
        }
    }

    /** The fields of the spec that are sources. */
    private static ObjectNode source(JsonNode spec) {
        ObjectNode source = Tree.newObject();
        for (VolumeSource known : sources("", spec)) {
            if (Tree.has(spec, known.field())) {
                source.set(known.field(), spec.get(known.field()).deepCopy());
            }
        }
        return source;
    }
}
