package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a container mounts the pod's volumes, as files or as block devices. */
final class MountValidation {
    private static final List<String> PROPAGATIONS = List.of("Bidirectional", "HostToContainer", "None");
    private static final List<String> RECURSIVE_READ_ONLY = List.of("Disabled", "Enabled", "IfPossible");

    private static final FieldRule SUB_PATH = field("subPath").to(VolumePaths::descending);
    private static final FieldRule SUB_PATH_EXPRESSION = field("subPathExpr").to(VolumePaths::descending);
    private static final FieldRule PROPAGATION =
            field("mountPropagation").optional().oneOf(PROPAGATIONS);

    private MountValidation() {}

    static void validate(Field container, PodScope scope) {
        Field mounts = container.at("volumeMounts");
        Field devices = container.at("volumeDevices");
        if (!mounts.isEmpty()) {
            mounts(container, mounts, devices, scope.volumes());
        }
        if (!devices.isEmpty()) {
            devices(devices, mounts, scope.volumes());
        }
    }

    private static void mounts(Field container, Field mounts, Field devices, Map<String, JsonNode> volumes) {
        boolean privileged = container.at("securityContext").flag("privileged");
        Set<String> points = new HashSet<>();
        Set<String> deviceNames = devices.texts("name");
        Set<String> devicePaths = devices.texts("devicePath");
        for (Field mount : mounts.each()) {
            Field name = mount.at("name");
            Field point = mount.at("mountPath");
            if (name.isEmpty()) {
                name.required("");
            }
            if (!volumes.containsKey(name.text())) {
                name.notFound();
            }
            if (point.isEmpty()) {
                point.required("");
            }
            if (!points.add(point.text())) {
                point.invalid(point.text(), "must be unique");
            }
            if (deviceNames.contains(name.text())) {
                name.invalid(name.text(), "must not already exist in volumeDevices");
            }
            if (devicePaths.contains(point.text())) {
                point.invalid(point.text(), "must not already exist as a path in volumeDevices");
            }
            // In what follows upstream forgets which mount it is.
            Field shown = mounts.with(mount.node());
            subPaths(mount, shown);
            PROPAGATION.check(shown);
            if (!privileged && mount.text("mountPropagation").equals("Bidirectional")) {
                shown.at("mountPropagation")
                        .forbidden("Bidirectional mount propagation is available only to privileged containers");
            }
            recursiveReadOnly(shown);
        }
    }

    private static void subPaths(Field mount, Field shown) {
        boolean both = !mount.isEmpty("subPath") && !mount.isEmpty("subPathExpr");
        SUB_PATH.check(shown);
        if (both) {
            mount.at("subPathExpr").invalid("subPathExpr and subPath are mutually exclusive");
        }
        SUB_PATH_EXPRESSION.check(shown);
    }

    private static void recursiveReadOnly(Field mount) {
        if (!mount.has("recursiveReadOnly")) {
            return;
        }
        Field mode = mount.at("recursiveReadOnly");
        switch (mode.text()) {
            case "Disabled" -> {
                // The default: nothing to hold it to.
            }
            case "Enabled", "IfPossible" -> {
                if (!mount.flag("readOnly")) {
                    mode.forbidden("may only be specified when readOnly is true");
                }
                String propagation = mount.text("mountPropagation");
                if (!propagation.isEmpty() && !propagation.equals("None")) {
                    mode.forbidden("may only be specified when mountPropagation is None or not specified");
                }
            }
            default -> mode.notSupported(RECURSIVE_READ_ONLY);
        }
    }

    private static void devices(Field devices, Field mounts, Map<String, JsonNode> volumes) {
        Set<String> names = new HashSet<>();
        Set<String> paths = new HashSet<>();
        Set<String> mountNames = mounts.texts("name");
        Set<String> mountPaths = mounts.texts("mountPath");
        for (Field device : devices.each()) {
            Field name = device.at("name");
            Field path = device.at("devicePath");
            JsonNode volume = volumes.get(name.text());
            if (name.isEmpty()) {
                name.required("");
            } else if (!names.add(name.text())) {
                name.invalid("must be unique");
            }
            if (volume == null) {
                name.notFound();
            } else if (!Tree.has(volume, "persistentVolumeClaim") && !Tree.has(volume, "ephemeral")) {
                name.invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }
            if (path.isEmpty()) {
                path.required("");
            }
            if (paths.contains(path.text())) {
                path.invalid(path.text(), "must be unique");
            }
            if (VolumePaths.hasBacksteps(path.text())) {
                path.invalid("can not contain backsteps ('..')");
            } else {
                paths.add(path.text());
            }
            if (mountNames.contains(name.text())) {
                name.invalid(name.text(), "must not already exist in volumeMounts");
            }
            if (mountPaths.contains(path.text())) {
                path.invalid(path.text(), "must not already exist as a path in volumeMounts");
            }
        }
    }
}
