package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a container mounts the pod's volumes, as files or as block devices. */
final class MountValidation {
    private static final List<String> PROPAGATIONS = List.of("Bidirectional", "HostToContainer", "None");

    private static final List<String> RECURSIVE_READ_ONLY = List.of("Disabled", "Enabled", "IfPossible");

    private MountValidation() {}

    static void validate(JsonNode container, PodScope scope, Path path, FieldErrors errors) {
        JsonNode mounts = Tree.get(container, "volumeMounts");
        JsonNode devices = Tree.get(container, "volumeDevices");
        if (!mounts.isEmpty()) {
            mounts(container, mounts, devices, scope.volumes(), path.child("volumeMounts"), errors);
        }
        if (!devices.isEmpty()) {
            devices(devices, mounts, scope.volumes(), path.child("volumeDevices"), errors);
        }
    }

    private static void mounts(
            JsonNode container,
            JsonNode mounts,
            JsonNode devices,
            Map<String, JsonNode> volumes,
            Path path,
            FieldErrors errors) {
        Set<String> points = new HashSet<>();
        Set<String> deviceNames = values(devices, "name");
        Set<String> devicePaths = values(devices, "devicePath");
        int i = 0;
        for (JsonNode mount : mounts) {
            Path at = path.index(i++);
            String name = Tree.text(mount, "name");
            String point = Tree.text(mount, "mountPath");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            }
            if (!volumes.containsKey(name)) {
                errors.notFound(at.child("name"), name);
            }
            if (point.isEmpty()) {
                errors.required(at.child("mountPath"), "");
            }
            if (!points.add(point)) {
                errors.invalid(at.child("mountPath"), point, "must be unique");
            }
            if (deviceNames.contains(name)) {
                errors.invalid(at.child("name"), name, "must not already exist in volumeDevices");
            }
            if (devicePaths.contains(point)) {
                errors.invalid(at.child("mountPath"), point, "must not already exist as a path in volumeDevices");
            }
            subPaths(mount, path, at, errors);
            propagation(container, mount, path.child("mountPropagation"), errors);
            recursiveReadOnly(mount, path.child("recursiveReadOnly"), errors);
        }
    }

    private static void subPaths(JsonNode mount, Path path, Path at, FieldErrors errors) {
        String subPath = Tree.text(mount, "subPath");
        String expression = Tree.text(mount, "subPathExpr");
        if (!subPath.isEmpty()) {
            VolumePaths.descending(subPath, path.child("subPath"), errors);
        }
        if (!expression.isEmpty()) {
            if (!subPath.isEmpty()) {
                errors.invalid(at.child("subPathExpr"), expression, "subPathExpr and subPath are mutually exclusive");
            }
            VolumePaths.descending(expression, path.child("subPathExpr"), errors);
        }
    }

    private static void propagation(JsonNode container, JsonNode mount, Path path, FieldErrors errors) {
        if (!Tree.has(mount, "mountPropagation")) {
            return;
        }
        String value = Tree.text(mount, "mountPropagation");
        if (!PROPAGATIONS.contains(value)) {
            errors.notSupported(path, value, PROPAGATIONS);
        }
        if (value.equals("Bidirectional") && !Tree.flag(Tree.get(container, "securityContext"), "privileged")) {
            errors.forbidden(path, "Bidirectional mount propagation is available only to privileged containers");
        }
    }

    private static void recursiveReadOnly(JsonNode mount, Path path, FieldErrors errors) {
        if (!Tree.has(mount, "recursiveReadOnly")) {
            return;
        }
        String value = Tree.text(mount, "recursiveReadOnly");
        switch (value) {
            case "Disabled" -> {
                // The default: nothing to hold it to.
            }
            case "Enabled", "IfPossible" -> {
                if (!Tree.flag(mount, "readOnly")) {
                    errors.forbidden(path, "may only be specified when readOnly is true");
                }
                String propagation = Tree.text(mount, "mountPropagation");
                if (!propagation.isEmpty() && !propagation.equals("None")) {
                    errors.forbidden(path, "may only be specified when mountPropagation is None or not specified");
                }
            }
            default -> errors.notSupported(path, value, RECURSIVE_READ_ONLY);
        }
    }

    private static void devices(
            JsonNode devices, JsonNode mounts, Map<String, JsonNode> volumes, Path path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        Set<String> paths = new HashSet<>();
        Set<String> mountNames = values(mounts, "name");
        Set<String> mountPaths = values(mounts, "mountPath");
        int i = 0;
        for (JsonNode device : devices) {
            Path at = path.index(i++);
            String name = Tree.text(device, "name");
            String devicePath = Tree.text(device, "devicePath");
            JsonNode volume = volumes.get(name);
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else if (!names.add(name)) {
                errors.invalid(at.child("name"), name, "must be unique");
            }
            if (volume == null) {
                errors.notFound(at.child("name"), name);
            } else if (!Tree.has(volume, "persistentVolumeClaim") && !Tree.has(volume, "ephemeral")) {
                errors.invalid(
                        at.child("name"),
                        name,
                        "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }
            if (devicePath.isEmpty()) {
                errors.required(at.child("devicePath"), "");
            }
            if (paths.contains(devicePath)) {
                errors.invalid(at.child("devicePath"), devicePath, "must be unique");
            }
            if (VolumePaths.hasBacksteps(devicePath)) {
                errors.invalid(at.child("devicePath"), devicePath, "can not contain backsteps ('..')");
            } else {
                paths.add(devicePath);
            }
            if (mountNames.contains(name)) {
                errors.invalid(at.child("name"), name, "must not already exist in volumeMounts");
            }
            if (mountPaths.contains(devicePath)) {
                errors.invalid(at.child("devicePath"), devicePath, "must not already exist as a path in volumeMounts");
            }
        }
    }

    private static Set<String> values(JsonNode items, String field) {
        if (items.isEmpty()) {
            return Set.of();
        }
        Set<String> values = new HashSet<>();
        items.forEach(item -> values.add(Tree.text(item, field)));
        return values;
    }
}
