package dev.coracle.apiserver.kinds.storage;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of the sources that pods' volumes and persistent volumes share. */
public final class DriverSources {
    private static final String REGISTRY = "must be a host:port pair or multiple pairs separated by commas";
    private static final String MANAGED_DISK =
            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
    private static final String BLOB = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
    private static final Map<String, Pattern> INITIATORS = Map.of(
            "iqn", Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([a-zA-Z0-9\\-.]+)(:[^,;*&$|\\s]+)$"),
            "eui", Pattern.compile("^eui.[a-zA-Z0-9]{16}$"),
            "naa", Pattern.compile("^naa.[a-zA-Z0-9]{32}$"));

    private static final FieldRule LUN = field("lun").inRange(0, 255);
    private static final FieldRule SECRET = field("secretRef").to(required("name"));
    private static final FieldRule NAMESPACED_SECRET = field("secretRef").to(required("name", "namespace"));

    /** None, which is 0, or a number from 1. */
    private static final FieldRule PARTITION =
            field("partition").inRange(0, 255, "must be between 1 and 255, inclusive");

    private static final FieldRule STORAGE_OS = all(
            field("volumeName").required().dnsLabel(),
            field("volumeNamespace").unlessEmpty().dnsLabel());

    public static final FieldRule GCE = required("pdName").and(PARTITION);
    public static final FieldRule AWS = required("volumeID").and(PARTITION);
    public static final FieldRule NFS = all(
            required("server", "path"),
            field("path").matches(path -> path.startsWith("/"), "must be an absolute path"));
    public static final FieldRule HOST_PATH = DriverSources::hostPath;
    public static final FieldRule FLOCKER = DriverSources::flocker;
    public static final FieldRule RBD = required("monitors", "image");
    public static final FieldRule CEPHFS = required("monitors");
    public static final FieldRule QUOBYTE = all(DriverSources::quobyte, required("volume"));
    public static final FieldRule FC = DriverSources::fibreChannel;
    public static final FieldRule FLEX = required("driver")
            .and(field("options").to(options -> options.entries().forEach(DriverSources::flexOption)));
    public static final FieldRule VSPHERE = required("volumePath");
    public static final FieldRule PHOTON = required("pdID");
    public static final FieldRule PORTWORX = required("volumeID");
    public static final FieldRule AZURE_DISK = all(
            required("diskName", "diskURI"),
            field("cachingMode").optional().oneOf("None", "ReadOnly", "ReadWrite"),
            field("kind").optional().oneOf("Dedicated", "Managed", "Shared"),
            choice("kind")
                    .when("")
                    .when("Managed", uri("/subscriptions/", MANAGED_DISK))
                    .otherwise(uri("https://", BLOB)));
    public static final FieldRule SCALE_IO = required("gateway", "system", "volumeName");
    public static final FieldRule STORAGE_OS_IN_POD = STORAGE_OS.and(SECRET);
    static final FieldRule PERSISTENT_STORAGE_OS = STORAGE_OS.and(NAMESPACED_SECRET);
    public static final FieldRule CINDER_IN_POD = required("volumeID").and(SECRET);
    static final FieldRule PERSISTENT_CINDER = required("volumeID").and(NAMESPACED_SECRET);
    public static final FieldRule ISCSI_IN_POD = all(
            source -> iscsi(source, "must be valid format starting with iqn, eui, or naa"),
            source -> longPortal(source.parent().text("name"), source));

    /** In a persistent volume the secret needs a name, and one message is shorter. */
    static final FieldRule PERSISTENT_ISCSI = all(
            source -> longPortal(source.parent().parent().at("metadata").text("name"), source),
            source -> iscsi(source, "must be valid format"),
            SECRET);

    private DriverSources() {}

    /** The volume's name counts towards a limit of old iSCSI tools. */
    private static void longPortal(String volumeName, Field source) {
        Field portal = source.at("targetPortal");
        if (source.has("initiatorName") && (volumeName + ":" + portal.text()).length() > 64) {
            portal.as("targetportal")
                    .invalid(
                            portal.text(),
                            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if"
                                    + " iscsi.initiatorName is specified.");
        }
    }

    private static void iscsi(Field source, String unknown) {
        required("targetPortal", "iqn").check(source);
        if (!source.isEmpty("iqn")) {
            initiator(source.at("iqn"), unknown);
        }
        LUN.check(source);
        boolean authenticates = source.flag("chapAuthDiscovery") || source.flag("chapAuthSession");
        if (authenticates && !source.has("secretRef")) {
            source.at("secretRef").required("");
        }
        if (source.has("initiatorName")) {
            initiator(source.at("initiatorName").as("initiatorname"), unknown);
        }
    }

    private static void initiator(Field name, String unknown) {
        Pattern pattern =
                name.text().length() < 3 ? null : INITIATORS.get(name.text().substring(0, 3));
        if (pattern == null) {
            name.invalid(unknown);
        } else if (!pattern.matcher(name.text()).find()) {
            name.invalid("must be valid format");
        }
    }

    private static final FieldRule HOST_PATH_TYPE = field("type")
            .oneOf("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");

    private static void hostPath(Field source) {
        if (source.isEmpty("path")) {
            source.at("path").required("");
        } else {
            VolumePaths.noBacksteps(source.at("path"));
            HOST_PATH_TYPE.check(source);
        }
    }

    private static void flocker(Field source) {
        String name = source.text("datasetName");
        boolean byId = !source.isEmpty("datasetUUID");
        if (name.isEmpty() && !byId) {
            source.required("one of datasetName and datasetUUID is required");
        }
        if (!name.isEmpty() && byId) {
            source.invalid("resource", "datasetName and datasetUUID can not be specified simultaneously");
        }
        if (name.contains("/")) {
            source.at("datasetName").invalid("must not contain '/'");
        }
    }

    private static void quobyte(Field source) {
        Field registry = source.at("registry");
        if (registry.isEmpty()) {
            registry.required(REGISTRY);
        } else if (source.text("tenant").length() >= 65) {
            source.at("tenant").required("must be a UUID and may not exceed a length of 64 characters");
        } else {
            for (String pair : registry.text().split(",", -1)) {
                if (pair.indexOf(':') < 0 || (pair.indexOf(':') != pair.lastIndexOf(':') && !pair.startsWith("["))) {
                    registry.invalid(REGISTRY);
                }
            }
        }
    }

    private static void fibreChannel(Field source) {
        Field names = source.at("targetWWNs");
        boolean wwids = !source.isEmpty("wwids");
        if (names.isEmpty()) {
            if (!wwids) {
                names.required("must specify either targetWWNs or wwids, but not both");
            }
            return;
        }
        if (wwids) {
            names.invalid("targetWWNs and wwids can not be specified simultaneously");
        }
        if (source.has("lun")) {
            LUN.check(source);
        } else {
            source.at("lun").required("lun is required if targetWWNs is specified");
        }
    }

    private static void flexOption(Field option) {
        String key = option.name();
        int slash = key.indexOf('/');
        String domain = "." + (slash < 0 ? key : key.substring(0, slash)).toLowerCase(Locale.ROOT);
        if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
            option.invalid(key, "kubernetes.io and k8s.io namespaces are reserved");
        }
    }

    private static FieldRule uri(String prefix, String form) {
        List<String> forms = List.of(form);
        return field("diskURI").when(uri -> uri.asText("").startsWith(prefix), uri -> uri.notSupported(forms));
    }
}
