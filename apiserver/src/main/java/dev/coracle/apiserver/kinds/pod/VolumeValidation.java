package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.ClaimSpecs;
import dev.coracle.apiserver.kinds.storage.ClassValidation;
import dev.coracle.apiserver.kinds.storage.DriverSources;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.Union;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A pod's volumes: one source each, whose required fields are there. */
final class VolumeValidation {
    /** The files that the keys of a ConfigMap or Secret become. */
    static final FieldRule ITEMS =
            each("items").to(required("key", "path"), at -> VolumePaths.local(at.at("path")), VolumePaths.mode("mode"));

    private static final FieldRule KEYED = all(VolumePaths.mode("defaultMode"), ITEMS);
    private static final FieldRule PULL_POLICY =
            field("pullPolicy").required().oneOf(ContainerValidation.PULL_POLICIES);

    private static final Union SOURCES = Union.of(
                    "must specify a volume type", "may not specify more than 1 volume type")
            .member("emptyDir", VolumeValidation::emptyDir)
            .member("hostPath", DriverSources.HOST_PATH)
            .member("gitRepo", required("repository"), field("directory").to(VolumePaths::descending))
            .member("gcePersistentDisk", "persistentDisk", DriverSources.GCE)
            .member("awsElasticBlockStore", DriverSources.AWS)
            .member("secret", required("secretName"), KEYED)
            .member("nfs", DriverSources.NFS)
            .member("iscsi", DriverSources.ISCSI_IN_POD)
            .member("glusterfs", required("endpoints", "path"))
            .member("flocker", DriverSources.FLOCKER)
            .member("persistentVolumeClaim", required("claimName"))
            .member("rbd", DriverSources.RBD)
            .member("cinder", DriverSources.CINDER_IN_POD)
            .member("cephfs", DriverSources.CEPHFS)
            .member("quobyte", DriverSources.QUOBYTE)
            .member("downwardAPI", VolumePaths.mode("defaultMode"), ProjectionValidation::downwardFiles)
            .member("fc", DriverSources.FC)
            .member("flexVolume", DriverSources.FLEX)
            .member("configMap", required("name"), KEYED)
            .member("azureFile", required("secretName", "shareName"))
            .member("vsphereVolume", DriverSources.VSPHERE)
            .member("photonPersistentDisk", DriverSources.PHOTON)
            .member("portworxVolume", DriverSources.PORTWORX)
            .member("azureDisk", DriverSources.AZURE_DISK)
            .member("storageos", DriverSources.STORAGE_OS_IN_POD)
            .member("projected", ProjectionValidation::validate)
            .member("scaleIO", DriverSources.SCALE_IO)
            .member(
                    "csi",
                    field("driver").required().to(ClassValidation::driverName),
                    field("nodePublishSecretRef").to(VolumeValidation::publishSecret))
            .member("ephemeral", field("volumeClaimTemplate").present("").to(ClaimSpecs::validateTemplate));
    private static final Union OF_TEMPLATE = SOURCES.member("image", PULL_POLICY);
    private static final Union OF_POD = SOURCES.member("image", required("reference"), PULL_POLICY);

    private VolumeValidation() {}

    /**
     * Returns the valid volumes by name: mounts of others are said to be not found, as upstream does.
     *
     * @param pod the pod's name; empty for a template
     */
    static Map<String, JsonNode> validate(Field volumes, String pod, boolean isPod) {
        if (volumes.isEmpty()) {
            return Map.of();
        }
        Set<String> created = pod.isEmpty() ? Set.of() : createdClaims(volumes, pod);
        Map<String, JsonNode> valid = new HashMap<>();
        for (Field volume : volumes.each()) {
            Field name = volume.at("name");
            int before = volumes.errors().count();
            if ((isPod ? OF_POD : OF_TEMPLATE).find(volume).equals("ephemeral")) {
                claimName(pod, name);
            }
            name.requiredName(NameRule.DNS_LABEL);
            if (valid.containsKey(name.text())) {
                name.duplicate();
            }
            if (volumes.errors().count() == before) {
                valid.put(name.text(), volume.node());
            }
            Field claim = volume.at("persistentVolumeClaim", "claimName");
            if (created.contains(claim.text())) {
                claim.invalid("must not reference a PVC that gets created for an ephemeral volume");
            }
        }
        return valid;
    }

    private static Set<String> createdClaims(Field volumes, String pod) {
        Set<String> created = new HashSet<>();
        for (JsonNode volume : volumes.node()) {
            if (Tree.has(volume, "ephemeral")) {
                created.add(pod + "-" + Tree.text(volume, "name"));
            }
        }
        return created;
    }

    private static void emptyDir(Field source) {
        if (Quantity.of(source.at("sizeLimit").node()).signum() < 0) {
            source.at("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity");
        }
    }

    private static void publishSecret(Field reference) {
        Field name = reference.at("name");
        if (name.isEmpty()) {
            name.required("");
        } else {
            // Upstream says this of a field of the source.
            reference.parent().at("name").with(name.node()).obeys(NameRule.DNS_SUBDOMAIN);
        }
    }

    private static void claimName(String pod, Field volume) {
        if (!pod.isEmpty() && !volume.isEmpty()) {
            String name = pod + "-" + volume.text();
            for (String message : DnsNames.subdomain(name, false)) {
                volume.invalid("PVC name \"" + name + "\": " + message);
            }
        }
    }
}
