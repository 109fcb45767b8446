package dev.coracle.apiserver.kinds.storage;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.NodeSelectors;
import dev.coracle.machinery.validation.PrintedForms;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.SpecDiff;
import dev.coracle.machinery.validation.Union;
import java.util.List;
import java.util.Set;

/** core/validation's ValidatePersistentVolume and its update. */
final class PersistentVolumeValidation {
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
    private static final FieldRule SECRET_REFERENCE = all(
            field("name").required().dnsSubdomain(),
            field("namespace").required().dnsLabel());

    private static final Union SOURCE = Union.of(
                    "must specify a volume type", "may not specify more than 1 volume type")
            .member("hostPath", DriverSources.HOST_PATH)
            .member("gcePersistentDisk", "persistentDisk", DriverSources.GCE)
            .member("awsElasticBlockStore", DriverSources.AWS)
            .member(
                    "glusterfs",
                    required("endpoints", "path"),
                    field("endpointsNamespace").optional().to(PersistentVolumeValidation::glusterNamespace))
            .member("flocker", DriverSources.FLOCKER)
            .member("nfs", DriverSources.NFS)
            .member("rbd", DriverSources.RBD)
            .member("quobyte", DriverSources.QUOBYTE)
            .member("cephfs", DriverSources.CEPHFS)
            .member("iscsi", DriverSources.PERSISTENT_ISCSI)
            .member("cinder", DriverSources.PERSISTENT_CINDER)
            .member("fc", DriverSources.FC)
            .member("flexVolume", DriverSources.FLEX)
            .member(
                    "azureFile",
                    required("secretName", "shareName"),
                    field("secretNamespace").optional().required())
            .member("vsphereVolume", DriverSources.VSPHERE)
            .member("photonPersistentDisk", DriverSources.PHOTON)
            .member("portworxVolume", DriverSources.PORTWORX)
            .member("azureDisk", DriverSources.AZURE_DISK)
            .member("scaleIO", DriverSources.SCALE_IO)
            .member(
                    "local",
                    field("path").required().to(VolumePaths::noBacksteps),
                    PersistentVolumeValidation::affinityOfLocal)
            .member("storageos", DriverSources.PERSISTENT_STORAGE_OS)
            .member(
                    "csi",
                    field("driver").required().to(ClassValidation::driverName),
                    required("volumeHandle"),
                    field("controllerPublishSecretRef").to(SECRET_REFERENCE),
                    field("controllerExpandSecretRef").to(SECRET_REFERENCE),
                    field("nodePublishSecretRef").to(SECRET_REFERENCE),
                    field("nodeExpandSecretRef").to(SECRET_REFERENCE));

    private static final FieldRule SPEC = all(
            required("accessModes"),
            field("accessModes").to(ClaimSpecs::accessModes),
            spec -> capacity(spec.at("capacity")),
            field("persistentVolumeReclaimPolicy").unlessEmpty().oneOf("Delete", "Recycle", "Retain"),
            field("nodeAffinity")
                    .to(field("required")
                            .present("must specify required node constraints")
                            .to(NodeSelectors::validate)),
            SOURCE,
            PersistentVolumeValidation::recycling,
            ClaimSpecs.CLASS_NAME,
            ClaimSpecs.VOLUME_MODE,
            field("volumeAttributesClassName")
                    .optional()
                    .required("an empty string is disallowed")
                    .dnsSubdomain(),
            PersistentVolumeValidation::attributesNeedCsi);

    private PersistentVolumeValidation() {}

    static void validate(ObjectNode volume, FieldErrors errors) {
        SPEC.check(Field.of(volume, errors).at("spec"));
        boolean mounted = MOUNTED.stream().anyMatch(source -> Tree.has(Tree.spec(volume), source));
        Field options = Field.annotations(volume, errors).at(MOUNT_OPTIONS);
        if (!mounted && options.isPresent()) {
            options.forbidden("may not specify mount options for this volume type");
        }
    }

    private static void recycling(Field spec) {
        Field policy = spec.at("persistentVolumeReclaimPolicy");
        if (policy.text().equals("Recycle") && isRoot(spec.at("hostPath").text("path"))) {
            policy.forbidden("may not be 'recycle' for a hostPath mount of '/'");
        }
    }

    private static boolean isRoot(String path) {
        return !path.isEmpty() && path.chars().allMatch(c -> c == '/' || c == '.') && path.startsWith("/");
    }

    private static void capacity(Field capacity) {
        if (capacity.isEmpty()) {
            capacity.required("");
        }
        if (!capacity.has("storage") || capacity.size() > 1) {
            capacity.errors().notSupported(capacity.path(), PrintedForms.map(capacity.node()), List.of("storage"));
        }
        for (Field entry : capacity.entries()) {
            Quantity amount = Quantity.of(entry.node());
            if (amount.signum() < 0) {
                entry.invalid(amount.longValue(), "must be a valid resource quantity");
            }
            if (amount.signum() <= 0) {
                entry.invalid(amount.toString(), "must be greater than zero");
            }
        }
    }

    private static void glusterNamespace(Field namespace) {
        if (namespace.isEmpty()) {
            namespace.invalid("if the endpointnamespace is set, it must be a valid namespace name");
        } else {
            namespace.obeys(NameRule.DNS_LABEL);
        }
    }

    private static void affinityOfLocal(Field source) {
        Field affinity = source.parent().at("nodeAffinity");
        if (!affinity.isPresent()) {
            affinity.required("Local volume requires node affinity");
        }
    }

    private static void attributesNeedCsi(Field spec) {
        if (spec.has("volumeAttributesClassName") && !spec.has("csi")) {
            spec.at("csi").required("has to be specified when using volumeAttributesClassName");
        }
    }

    static void update(ObjectNode volume, ObjectNode old, FieldErrors errors) {
        validate(volume, errors);
        Field spec = Field.spec(volume, errors);
        Field before = Field.spec(old, errors);
        ObjectNode now = source(spec.node());
        ObjectNode was = source(before.node());
        if (now.get("csi") instanceof ObjectNode csi
                && was.get("csi") instanceof ObjectNode oldCsi
                && !Tree.has(oldCsi, "controllerExpandSecretRef")) {
            csi.remove("controllerExpandSecretRef");
        }
        if (!Tree.same(now, was)) {
            spec.as("spec.persistentvolumesource")
                    .forbidden("spec.persistentvolumesource is immutable after creation\n"
                            + SpecDiff.of("PersistentVolumeSource", was, now));
        }
        Field.of(spec.node(), "volumeMode", errors).unchanged(before.at("volumeMode"));
        if (before.has("nodeAffinity")) {
            NodeAffinityContinuity.validate(
                    spec.at("nodeAffinity").node(), before.at("nodeAffinity").node(), errors);
        }
        if (before.has("volumeAttributesClassName") && !spec.has("volumeAttributesClassName")) {
            spec.at("volumeAttributesClassName").forbidden("update from non-nil value to nil is forbidden");
        }
    }

    /** The fields of the spec that are sources. */
    private static ObjectNode source(JsonNode spec) {
        ObjectNode source = Tree.newObject();
        for (String known : SOURCE.names()) {
            if (Tree.has(spec, known)) {
                source.set(known, spec.get(known).deepCopy());
            }
        }
        return source;
    }
}
