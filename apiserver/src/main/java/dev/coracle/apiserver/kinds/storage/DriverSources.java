package dev.coracle.apiserver.kinds.storage;

import static dev.coracle.apiserver.kinds.storage.VolumeSource.range;
import static dev.coracle.apiserver.kinds.storage.VolumeSource.required;
import static dev.coracle.apiserver.kinds.storage.VolumeSource.secretRef;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.VolumeSource.Rule;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of the sources that pods' volumes and persistent volumes share. */
public final class DriverSources {
    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
    private static final List<String> CACHING_MODES = List.of("None", "ReadOnly", "ReadWrite");
    private static final List<String> DISK_KINDS = List.of("Dedicated", "Managed", "Shared");
    private static final Map<String, Pattern> INITIATORS = Map.of(
            "iqn", Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([a-zA-Z0-9\\-.]+)(:[^,;*&$|\\s]+)$"),
            "eui", Pattern.compile("^eui.[a-zA-Z0-9]{16}$"),
            "naa", Pattern.compile("^naa.[a-zA-Z0-9]{32}$"));

    public static final VolumeSource GCE = new VolumeSource(
            "gcePersistentDisk", "persistentDisk", required("pdName").and(DriverSources::partition));
    public static final VolumeSource AWS =
            VolumeSource.of("awsElasticBlockStore", required("volumeID").and(DriverSources::partition));
    public static final VolumeSource NFS =
            VolumeSource.of("nfs", required("server", "path").and(DriverSources::absolutePath));
    public static final VolumeSource HOST_PATH = VolumeSource.of("hostPath", DriverSources::hostPath);
    public static final VolumeSource FLOCKER = VolumeSource.of("flocker", DriverSources::flocker);
    public static final VolumeSource RBD = VolumeSource.of("rbd", required("monitors", "image"));
    public static final VolumeSource CEPHFS = VolumeSource.of("cephfs", required("monitors"));
    public static final VolumeSource QUOBYTE =
            VolumeSource.of("quobyte", ((Rule) DriverSources::quobyte).and(required("volume")));
    public static final VolumeSource FC = VolumeSource.of("fc", DriverSources::fibreChannel);
    public static final VolumeSource FLEX =
            VolumeSource.of("flexVolume", required("driver").and(DriverSources::flexOptions));
    public static final VolumeSource VSPHERE = VolumeSource.of("vsphereVolume", required("volumePath"));
    public static final VolumeSource PHOTON = VolumeSource.of("photonPersistentDisk", required("pdID"));
    public static final VolumeSource PORTWORX = VolumeSource.of("portworxVolume", required("volumeID"));
    public static final VolumeSource AZURE_DISK =
            VolumeSource.of("azureDisk", required("diskName", "diskURI").and(DriverSources::azureDisk));
    public static final VolumeSource SCALE_IO = VolumeSource.of("scaleIO", required("gateway", "system", "volumeName"));

    private DriverSources() {}

    public static VolumeSource storageOs(boolean persistent) {
        return VolumeSource.of("storageos", ((Rule) DriverSources::storageOsNames).and(secretRef(persistent)));
    }

    public static VolumeSource cinder(boolean persistent) {
        return VolumeSource.of("cinder", required("volumeID").and(secretRef(persistent)));
    }

    /** An iSCSI disk; the volume's name counts towards a limit of old iSCSI tools. */
    public static VolumeSource iscsi(String volumeName) {
        return VolumeSource.of("iscsi", (source, path, errors) -> {
            iscsi(source, path, "must be valid format starting with iqn, eui, or naa", errors);
            longPortal(volumeName, source, path, errors);
        });
    }

    private static void longPortal(String volumeName, JsonNode source, Path path, FieldErrors errors) {
        String portal = Tree.text(source, "targetPortal");
        if (Tree.has(source, "initiatorName") && (volumeName + ":" + portal).length() > 64) {
            errors.invalid(
                    path.child("targetportal"),
                    portal,
                    "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if"
                            + " iscsi.initiatorName is specified.");
        }
    }

    /** None, which is 0, or a number from 1. */
    private static void partition(JsonNode source, Path path, FieldErrors errors) {
        long partition = Tree.number(source, "partition");
        if (partition < 0 || partition > 255) {
            errors.invalid(path.child("partition"), partition, "must be between 1 and 255, inclusive");
        }
    }

    /** In a persistent volume the secret needs a name, and one message is shorter. */
    static VolumeSource persistentIscsi(String volumeName) {
        return VolumeSource.of("iscsi", (source, path, errors) -> {
            longPortal(volumeName, source, path, errors);
            iscsi(source, path, "must be valid format", errors);
            secretRef(false).check(source, path, errors);
        });
    }

    private static void iscsi(JsonNode source, Path path, String unknown, FieldErrors errors) {
        required("targetPortal", "iqn").check(source, path, errors);
        String iqn = Tree.text(source, "iqn");
        if (!iqn.isEmpty()) {
            initiator(iqn, path.child("iqn"), unknown, errors);
        }
        range("lun", 0, 255).check(source, path, errors);
        boolean authenticates = Tree.flag(source, "chapAuthDiscovery") || Tree.flag(source, "chapAuthSession");
        if (authenticates && !Tree.has(source, "secretRef")) {
            errors.required(path.child("secretRef"), "");
        }
        if (Tree.has(source, "initiatorName")) {
            initiator(Tree.text(source, "initiatorName"), path.child("initiatorname"), unknown, errors);
        }
    }

    private static void initiator(String name, Path path, String unknown, FieldErrors errors) {
        Pattern pattern = name.length() < 3 ? null : INITIATORS.get(name.substring(0, 3));
        if (pattern == null) {
            errors.invalid(path, name, unknown);
        } else if (!pattern.matcher(name).find()) {
            errors.invalid(path, name, "must be valid format");
        }
    }

    private static void hostPath(JsonNode source, Path path, FieldErrors errors) {
        String text = Tree.text(source, "path");
        if (text.isEmpty()) {
            errors.required(path.child("path"), "");
            return;
        }
        VolumePaths.noBacksteps(text, path.child("path"), errors);
        String type = Tree.text(source, "type");
        if (!HOST_PATH_TYPES.contains(type)) {
            errors.notSupported(path.child("type"), type, HOST_PATH_TYPES);
        }
    }

    private static void absolutePath(JsonNode source, Path path, FieldErrors errors) {
        if (!Tree.text(source, "path").startsWith("/")) {
            errors.invalid(path.child("path"), Tree.text(source, "path"), "must be an absolute path");
        }
    }

    private static void flocker(JsonNode source, Path path, FieldErrors errors) {
        String name = Tree.text(source, "datasetName");
        boolean byId = !Tree.isEmpty(source, "datasetUUID");
        if (name.isEmpty() && !byId) {
            errors.required(path, "one of datasetName and datasetUUID is required");
        }
        if (!name.isEmpty() && byId) {
            errors.invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
        }
        if (name.contains("/")) {
            errors.invalid(path.child("datasetName"), name, "must not contain '/'");
        }
    }

    private static void quobyte(JsonNode source, Path path, FieldErrors errors) {
        String registry = Tree.text(source, "registry");
        String rule = "must be a host:port pair or multiple pairs separated by commas";
        if (registry.isEmpty()) {
            errors.required(path.child("registry"), rule);
        } else if (Tree.text(source, "tenant").length() >= 65) {
            errors.required(path.child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
        } else {
            for (String pair : registry.split(",", -1)) {
                if (pair.indexOf(':') < 0 || (pair.indexOf(':') != pair.lastIndexOf(':') && !pair.startsWith("["))) {
                    errors.invalid(path.child("registry"), registry, rule);
                }
            }
        }
    }

    private static void fibreChannel(JsonNode source, Path path, FieldErrors errors) {
        JsonNode names = Tree.get(source, "targetWWNs");
        boolean wwids = !Tree.isEmpty(source, "wwids");
        if (names.isEmpty() && !wwids) {
            errors.required(path.child("targetWWNs"), "must specify either targetWWNs or wwids, but not both");
        }
        if (names.isEmpty()) {
            return;
        }
        if (wwids) {
            errors.invalid(path.child("targetWWNs"), names, "targetWWNs and wwids can not be specified simultaneously");
        }
        if (Tree.has(source, "lun")) {
            range("lun", 0, 255).check(source, path, errors);
        } else {
            errors.required(path.child("lun"), "lun is required if targetWWNs is specified");
        }
    }

    private static void flexOptions(JsonNode source, Path path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> option : Tree.entries(Tree.get(source, "options"))) {
            String key = option.getKey();
            int slash = key.indexOf('/');
            String domain = "." + (slash < 0 ? key : key.substring(0, slash)).toLowerCase(Locale.ROOT);
            if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
                errors.invalid(path.child("options").key(key), key, "kubernetes.io and k8s.io namespaces are reserved");
            }
        }
    }

    private static void azureDisk(JsonNode source, Path path, FieldErrors errors) {
        oneOf(source, "cachingMode", CACHING_MODES, path, errors);
        oneOf(source, "kind", DISK_KINDS, path, errors);
        String kind = Tree.text(source, "kind");
        String uri = Tree.text(source, "diskURI");
        if (kind.equals("Managed") && !uri.startsWith("/subscriptions/")) {
            errors.notSupported(
                    path.child("diskURI"),
                    uri,
                    List.of("/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/"
                            + "{disk-id}"));
        } else if (!kind.isEmpty() && !kind.equals("Managed") && !uri.startsWith("https://")) {
            errors.notSupported(
                    path.child("diskURI"),
                    uri,
                    List.of("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"));
        }
    }

    private static void storageOsNames(JsonNode source, Path path, FieldErrors errors) {
        String volume = Tree.text(source, "volumeName");
        if (volume.isEmpty()) {
            errors.required(path.child("volumeName"), "");
        } else {
            Names.dnsLabel(volume, path.child("volumeName"), errors);
        }
        String namespace = Tree.text(source, "volumeNamespace");
        if (!namespace.isEmpty()) {
            Names.dnsLabel(namespace, path.child("volumeNamespace"), errors);
        }
    }

    private static void oneOf(JsonNode source, String field, List<String> supported, Path path, FieldErrors errors) {
        if (Tree.has(source, field) && !supported.contains(Tree.text(source, field))) {
            errors.notSupported(path.child(field), Tree.text(source, field), supported);
        }
    }

    /** The name of a CSI driver. */
    public static void driverName(JsonNode source, Path path, FieldErrors errors) {
        String driver = Tree.text(source, "driver");
        Path at = path.child("driver");
        if (driver.isEmpty()) {
            errors.required(at, "");
            return;
        }
        if (driver.length() > 63) {
            errors.tooLong(at, 63);
        }
        for (String message : DnsNames.subdomain(driver.toLowerCase(Locale.ROOT), false)) {
            errors.invalid(at, driver, message);
        }
    }
}
