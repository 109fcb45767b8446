package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.apiserver.kinds.storage.VolumeSource.required;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.ClaimSpecs;
import dev.coracle.apiserver.kinds.storage.DriverSources;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.apiserver.kinds.storage.VolumeSource;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pod's volumes: one source each, whose required fields are there. */
final class VolumeValidation {
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");

    private VolumeValidation() {}

    /**
     * Returns the valid volumes by name: mounts of others are said to be not found, as upstream does.
     *
     * @param pod the pod's name; empty for a template
     */
    static Map<String, JsonNode> validate(JsonNode volumes, String pod, boolean isPod, Path path, FieldErrors errors) {
        if (volumes.isEmpty()) {
            return Map.of();
        }
        Set<String> created = pod.isEmpty() ? Set.of() : createdClaims(volumes, pod);
        Map<String, JsonNode> valid = new HashMap<>();
        Set<String> names = new HashSet<>();
        int i = 0;
        for (JsonNode volume : volumes) {
            Path at = path.index(i++);
            String name = Tree.text(volume, "name");
            FieldErrors own = new FieldErrors();
            VolumeSource.check(sources(name, pod, isPod, at), volume, at, own);
            if (name.isEmpty()) {
                own.required(at.child("name"), "");
            } else {
                Names.dnsLabel(name, at.child("name"), own);
            }
            if (names.contains(name)) {
                own.duplicate(at.child("name"), name);
            }
            if (own.isEmpty()) {
                names.add(name);
                valid.put(name, volume);
            } else {
                own.all().forEach(errors::add);
            }
            String claim = Tree.text(Tree.get(volume, "persistentVolumeClaim"), "claimName");
            if (created.contains(claim)) {
                errors.invalid(
                        at.child("persistentVolumeClaim").child("claimName"),
                        claim,
                        "must not reference a PVC that gets created for an ephemeral volume");
            }
        }
        return valid;
    }

    private static Set<String> createdClaims(JsonNode volumes, String pod) {
        Set<String> created = new HashSet<>();
        for (JsonNode volume : volumes) {
            if (Tree.has(volume, "ephemeral")) {
                created.add(pod + "-" + Tree.text(volume, "name"));
            }
        }
        return created;
    }

    private static List<VolumeSource> sources(String name, String pod, boolean isPod, Path volume) {
        return List.of(
                VolumeSource.of("emptyDir", VolumeValidation::emptyDir),
                DriverSources.HOST_PATH,
                VolumeSource.of("gitRepo", required("repository").and(VolumeValidation::gitDirectory)),
                DriverSources.GCE,
                DriverSources.AWS,
                VolumeSource.of("secret", required("secretName").and(VolumeValidation::keyed)),
                DriverSources.NFS,
                DriverSources.iscsi(name),
                VolumeSource.of("glusterfs", required("endpoints", "path")),
                DriverSources.FLOCKER,
                VolumeSource.of("persistentVolumeClaim", required("claimName")),
                DriverSources.RBD,
                DriverSources.cinder(false),
                DriverSources.CEPHFS,
                DriverSources.QUOBYTE,
                VolumeSource.of("downwardAPI", VolumeValidation::downward),
                DriverSources.FC,
                DriverSources.FLEX,
                VolumeSource.of("configMap", required("name").and(VolumeValidation::keyed)),
                VolumeSource.of("azureFile", required("secretName", "shareName")),
                DriverSources.VSPHERE,
                DriverSources.PHOTON,
                DriverSources.PORTWORX,
                DriverSources.AZURE_DISK,
                DriverSources.storageOs(false),
                VolumeSource.of("projected", ProjectionValidation::validate),
                DriverSources.SCALE_IO,
                VolumeSource.of("csi", VolumeValidation::csi),
                VolumeSource.of("ephemeral", (source, path, errors) -> {
                    ephemeral(source, path, errors);
                    claimName(pod, name, volume, errors);
                }),
                VolumeSource.of("image", (source, path, errors) -> {
                    if (isPod) {
                        required("reference").check(source, path, errors);
                    }
                    pullPolicy(Tree.text(source, "pullPolicy"), path.child("pullPolicy"), errors);
                }));
    }

    private static void emptyDir(JsonNode source, Path path, FieldErrors errors) {
        if (Quantity.of(Tree.get(source, "sizeLimit")).signum() < 0) {
            errors.forbidden(path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
        }
    }

    private static void gitDirectory(JsonNode source, Path path, FieldErrors errors) {
        VolumePaths.descending(Tree.text(source, "directory"), path.child("directory"), errors);
    }

    private static void keyed(JsonNode source, Path path, FieldErrors errors) {
        VolumePaths.mode(source, "defaultMode", path, errors);
        items(Tree.get(source, "items"), path.child("items"), errors);
    }

    static void items(JsonNode items, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode item : items) {
            Path at = path.index(i++);
            required("key", "path").check(item, at, errors);
            VolumePaths.local(Tree.text(item, "path"), at.child("path"), errors);
            VolumePaths.mode(item, "mode", at, errors);
        }
    }

    private static void downward(JsonNode source, Path path, FieldErrors errors) {
        VolumePaths.mode(source, "defaultMode", path, errors);
        for (JsonNode file : Tree.get(source, "items")) {
            ProjectionValidation.downwardFile(file, path, errors);
        }
    }

    private static void csi(JsonNode source, Path path, FieldErrors errors) {
        DriverSources.driverName(source, path, errors);
        JsonNode reference = Tree.get(source, "nodePublishSecretRef");
        if (!reference.isMissingNode()) {
            String name = Tree.text(reference, "name");
            if (name.isEmpty()) {
                errors.required(path.child("nodePublishSecretRef").child("name"), "");
            } else {
                Names.dnsSubdomain(name, path.child("name"), errors);
            }
        }
    }

    private static void ephemeral(JsonNode source, Path path, FieldErrors errors) {
        if (Tree.has(source, "volumeClaimTemplate")) {
            ClaimSpecs.validateTemplate(
                    Tree.get(source, "volumeClaimTemplate"), path.child("volumeClaimTemplate"), errors);
        } else {
            errors.required(path.child("volumeClaimTemplate"), "");
        }
    }

    private static void claimName(String pod, String volume, Path at, FieldErrors errors) {
        if (pod.isEmpty() || volume.isEmpty()) {
            return;
        }
        String name = pod + "-" + volume;
        for (String message : DnsNames.subdomain(name, false)) {
            errors.invalid(at.child("name"), volume, "PVC name \"" + name + "\": " + message);
        }
    }

    private static void pullPolicy(String policy, Path path, FieldErrors errors) {
        if (policy.isEmpty()) {
            errors.required(path, "");
        } else if (!PULL_POLICIES.contains(policy)) {
            errors.notSupported(path, policy, PULL_POLICIES);
        }
    }
}
