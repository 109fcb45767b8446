package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A container's environment, and the references to pod and container fields that downward API volumes use too. */
final class EnvironmentValidation {
    private static final List<String> POD_FIELDS = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");
    /** Fields with a name in the API, though nothing may refer to them. */
    private static final Set<String> OTHER_FIELDS = Set.of("spec.restartPolicy", "spec.schedulerName", "status.phase");

    private static final List<String> FILE_FIELDS =
            List.of("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid");
    private static final List<String> CONTAINER_RESOURCES = List.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory");
    private static final Set<String> CPU_DIVISORS = Set.of("1m", "1");
    private static final Set<String> BYTE_DIVISORS =
            Set.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");
    private static final List<String> SOURCES =
            List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

    private EnvironmentValidation() {}

    static void variables(JsonNode variables, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode variable : variables) {
            Path at = path.index(i++);
            String name = Tree.text(variable, "name");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else {
                Names.environment(name, at.child("name"), errors);
            }
            if (Tree.has(variable, "valueFrom")) {
                valueFrom(variable, at.child("valueFrom"), errors);
            }
        }
    }

    private static void valueFrom(JsonNode variable, Path path, FieldErrors errors) {
        JsonNode from = Tree.get(variable, "valueFrom");
        int sources = 0;
        for (String source : SOURCES) {
            JsonNode value = Tree.get(from, source);
            if (value.isMissingNode()) {
                continue;
            }
            sources++;
            Path at = path.child(source);
            switch (source) {
                case "fieldRef" -> podField(value, POD_FIELDS, at, errors);
                case "resourceFieldRef" -> containerResource(value, false, at, errors);
                case "fileKeyRef" -> fileKey(value, at, errors);
                default -> keyReference(value, at, errors);
            }
        }
        if (sources == 0) {
            errors.invalid(
                    path,
                    "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or"
                            + " `fileKeyRef`");
        } else if (!Tree.isEmpty(variable, "value")) {
            errors.invalid(path, "", "may not be specified when `value` is not empty");
        } else if (sources > 1) {
            errors.invalid(path, "", "may not have more than one field specified at a time");
        }
    }

    static void sources(JsonNode sources, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode source : sources) {
            Path at = path.index(i++);
            String prefix = Tree.text(source, "prefix");
            if (!prefix.isEmpty()) {
                Names.environment(prefix, at.child("prefix"), errors);
            }
            int found = 0;
            for (String kind : new String[] {"configMapRef", "secretRef"}) {
                JsonNode reference = Tree.get(source, kind);
                if (!reference.isMissingNode()) {
                    found++;
                    String name = Tree.text(reference, "name");
                    if (name.isEmpty()) {
                        errors.required(at.child(kind).child("name"), "");
                    } else {
                        Names.dnsSubdomain(name, at.child(kind).child("name"), errors);
                    }
                }
            }
            if (found == 0) {
                errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
            } else if (found > 1) {
                errors.invalid(path, "", "may not have more than one field specified at a time");
            }
        }
    }

    private static void fileKey(JsonNode reference, Path path, FieldErrors errors) {
        String key = Tree.text(reference, "key");
        if (key.isEmpty()) {
            errors.required(path.child("key"), "");
        } else {
            Names.environment(key, path.child("key"), errors);
        }
        String volume = Tree.text(reference, "volumeName");
        if (volume.isEmpty()) {
            errors.required(path.child("volumeName"), "");
        } else {
            Names.dnsLabel(volume, path.child("volumeName"), errors);
        }
        String file = Tree.text(reference, "path");
        if (file.isEmpty()) {
            errors.required(path.child("path"), "");
        } else {
            VolumePaths.noBacksteps(file, path.child("path"), errors);
        }
    }

    /** The volumes that environment variables are read from are there, and emptyDirs. */
    static void fileVolumes(JsonNode spec, Path path, FieldErrors errors) {
        PodContainers.visit(spec, path, (container, at) -> {
            int i = 0;
            for (JsonNode variable : Tree.get(container, "env")) {
                JsonNode reference = Tree.get(variable, "valueFrom", "fileKeyRef");
                if (!reference.isMissingNode()) {
                    Path name = at.child("env")
                            .index(i)
                            .child("valueFrom")
                            .child("fileKeyRef")
                            .child("volumeName");
                    fileVolume(Tree.get(spec, "volumes"), Tree.text(reference, "volumeName"), name, errors);
                }
                i++;
            }
        });
    }

    private static void fileVolume(JsonNode volumes, String name, Path path, FieldErrors errors) {
        JsonNode found = null;
        for (JsonNode volume : volumes) {
            if (Tree.text(volume, "name").equals(name)) {
                found = volume;
            }
        }
        if (found == null) {
            errors.notFound(path, name);
        } else if (!Tree.has(found, "emptyDir")) {
            errors.invalid(path, name, "referenced volume must be of type emptyDir");
        }
    }

    private static void keyReference(JsonNode reference, Path path, FieldErrors errors) {
        Names.dnsSubdomain(Tree.text(reference, "name"), path.child("name"), errors);
        String key = Tree.text(reference, "key");
        if (key.isEmpty()) {
            errors.required(path.child("key"), "");
        } else {
            Names.dataKey(key, path.child("key"), errors);
        }
    }

    /** A downward API file's fieldRef. */
    static void fileField(JsonNode reference, Path path, FieldErrors errors) {
        podField(reference, FILE_FIELDS, path, errors);
    }

    private static void podField(JsonNode reference, List<String> supported, Path path, FieldErrors errors) {
        String version = Tree.text(reference, "apiVersion");
        String field = Tree.text(reference, "fieldPath");
        if (version.isEmpty()) {
            errors.required(path.child("apiVersion"), "");
            return;
        }
        if (field.isEmpty()) {
            errors.required(path.child("fieldPath"), "");
            return;
        }
        if (!version.equals("v1")) {
            errors.invalid(
                    path.child("fieldPath"), field, "error converting fieldPath: unsupported pod version: " + version);
            return;
        }
        if (field.equals("spec.host")) {
            field = "spec.nodeName";
        }
        int bracket = field.indexOf("['");
        if (bracket > 0 && field.endsWith("']")) {
            String base = field.substring(0, bracket);
            String key = field.substring(bracket + 2, field.length() - 2);
            switch (base) {
                case "metadata.annotations" -> LabelValidation.labelName(key.toLowerCase(Locale.ROOT), path, errors);
                case "metadata.labels" -> LabelValidation.labelName(key, path, errors);
                default ->
                    errors.invalid(
                            path.child("fieldPath"),
                            field,
                            "error converting fieldPath: field label does not support subscript: " + field);
            }
        } else if (!POD_FIELDS.contains(field) && !FILE_FIELDS.contains(field) && !OTHER_FIELDS.contains(field)) {
            errors.invalid(
                    path.child("fieldPath"), field, "error converting fieldPath: field label not supported: " + field);
        } else if (!supported.contains(field)) {
            errors.notSupported(path.child("fieldPath"), field, supported);
        }
    }

    static void containerResource(JsonNode reference, boolean inFile, Path path, FieldErrors errors) {
        String resource = Tree.text(reference, "resource");
        if (inFile && Tree.isEmpty(reference, "containerName")) {
            errors.required(path.child("containerName"), "");
        } else if (resource.isEmpty()) {
            errors.required(path.child("resource"), "");
        } else if (!CONTAINER_RESOURCES.contains(resource)
                && !resource.startsWith("limits.hugepages-")
                && !resource.startsWith("requests.hugepages-")) {
            errors.notSupported(path.child("resource"), resource, CONTAINER_RESOURCES);
        }
        Quantity divisor = Quantity.of(Tree.get(reference, "divisor"));
        if (divisor.signum() == 0) {
            return;
        }
        String what = switch (resource) {
            case "limits.cpu", "requests.cpu" -> "cpu";
            case "limits.memory", "requests.memory" -> "memory";
            case "limits.ephemeral-storage", "requests.ephemeral-storage" -> "local ephemeral storage";
            default ->
                resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-")
                        ? "hugepages"
                        : "";
        };
        if (what.equals("cpu")) {
            if (!CPU_DIVISORS.contains(divisor.toString())) {
                errors.invalid(
                        path.child("divisor"),
                        resource,
                        "only divisor's values 1m and 1 are supported with the cpu resource");
            }
        } else if (!what.isEmpty() && !BYTE_DIVISORS.contains(divisor.toString())) {
            errors.invalid(
                    path.child("divisor"),
                    resource,
                    "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with"
                            + " the " + what + " resource");
        }
    }
}
