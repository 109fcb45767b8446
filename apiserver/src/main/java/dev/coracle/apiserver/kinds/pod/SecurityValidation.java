package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Numbers;
import java.util.List;

/** Security contexts of pods and containers. Privileged containers are allowed, as kubeadm's clusters do. */
final class SecurityValidation {
    private static final List<String> PROFILE_TYPES = List.of("Localhost", "RuntimeDefault", "Unconfined");
    private static final List<String> PROC_MOUNTS = List.of("Default", "Unmasked");
    private static final List<String> GROUP_POLICIES = List.of("Always", "OnRootMismatch");
    private static final List<String> SUPPLEMENTAL_POLICIES = List.of("Merge", "Strict");
    private static final List<String> SELINUX_POLICIES = List.of("MountOption", "Recursive");
    private static final int MAX_PROFILE_PATH = 4095;

    private SecurityValidation() {}

    static void pod(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode context = Tree.get(spec, "securityContext");
        id(context, "fsGroup", path, errors);
        id(context, "runAsUser", path, errors);
        id(context, "runAsGroup", path, errors);
        int i = 0;
        for (JsonNode group : Tree.get(context, "supplementalGroups")) {
            Numbers.inRange(
                    group.asLong(),
                    0,
                    Integer.MAX_VALUE,
                    path.child("supplementalGroups").index(i++),
                    errors);
        }
        if (Tree.flag(spec, "shareProcessNamespace") && Tree.flag(spec, "hostPID")) {
            errors.invalid(
                    path.child("shareProcessNamespace"),
                    true,
                    "ShareProcessNamespace and HostPID cannot both be enabled");
        }
        SysctlValidation.validate(spec, path.child("sysctls"), errors);
        oneOf(context, "fsGroupChangePolicy", GROUP_POLICIES, path, errors);
        seccomp(Tree.get(context, "seccompProfile"), path.child("seccompProfile"), errors);
        WindowsValidation.options(Tree.get(context, "windowsOptions"), path.child("windowsOptions"), errors);
        appArmor(Tree.get(context, "appArmorProfile"), path.child("appArmorProfile"), errors);
        oneOf(context, "supplementalGroupsPolicy", SUPPLEMENTAL_POLICIES, path, errors);
        oneOf(context, "seLinuxChangePolicy", SELINUX_POLICIES, path, errors);
    }

    static void container(JsonNode container, boolean hostUsers, Path path, FieldErrors errors) {
        JsonNode context = Tree.get(container, "securityContext");
        if (context.isEmpty()) {
            return;
        }
        id(context, "runAsUser", path, errors);
        id(context, "runAsGroup", path, errors);
        oneOf(context, "procMount", PROC_MOUNTS, path, errors);
        if (hostUsers && Tree.text(context, "procMount").equals("Unmasked")) {
            errors.invalid(path.child("procMount"), "Unmasked", "`hostUsers` must be false to use `Unmasked`");
        }
        seccomp(Tree.get(context, "seccompProfile"), path.child("seccompProfile"), errors);
        escalation(context, path, errors);
        WindowsValidation.options(Tree.get(context, "windowsOptions"), path.child("windowsOptions"), errors);
        appArmor(Tree.get(context, "appArmorProfile"), path.child("appArmorProfile"), errors);
    }

    private static void escalation(JsonNode context, Path path, FieldErrors errors) {
        if (!Tree.has(context, "allowPrivilegeEscalation") || Tree.flag(context, "allowPrivilegeEscalation")) {
            return;
        }
        if (Tree.flag(context, "privileged")) {
            errors.invalid(
                    path,
                    InternalForm.of("SecurityContext", context),
                    "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        for (JsonNode capability : Tree.get(context, "capabilities", "add")) {
            if (capability.asText().equals("CAP_SYS_ADMIN")) {
                errors.invalid(
                        path,
                        InternalForm.of("SecurityContext", context),
                        "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }

    private static void id(JsonNode context, String field, Path path, FieldErrors errors) {
        Numbers.inRange(Tree.number(context, field), 0, Integer.MAX_VALUE, path.child(field), errors);
    }

    private static void oneOf(JsonNode context, String field, List<String> supported, Path path, FieldErrors errors) {
        if (Tree.has(context, field) && !supported.contains(Tree.text(context, field))) {
            errors.notSupported(path.child(field), Tree.text(context, field), supported);
        }
    }

    private static void seccomp(JsonNode profile, Path path, FieldErrors errors) {
        if (profile.isMissingNode()) {
            return;
        }
        String type = Tree.text(profile, "type");
        if (type.isEmpty()) {
            errors.required(path.child("type"), "type is required when seccompProfile is set");
        } else if (!PROFILE_TYPES.contains(type)) {
            errors.notSupported(path.child("type"), type, PROFILE_TYPES);
        }
        Path at = path.child("localhostProfile");
        boolean local = Tree.has(profile, "localhostProfile");
        if (!type.equals("Localhost")) {
            if (local) {
                errors.invalid(
                        at,
                        InternalForm.of("SeccompProfile", profile),
                        "can only be set when seccomp type is Localhost");
            }
        } else if (local) {
            VolumePaths.descending(Tree.text(profile, "localhostProfile"), at, errors);
        } else {
            errors.required(at, "must be set when seccomp type is Localhost");
        }
    }

    static void appArmor(JsonNode profile, Path path, FieldErrors errors) {
        if (profile.isMissingNode()) {
            return;
        }
        String type = Tree.text(profile, "type");
        Path at = path.child("localhostProfile");
        boolean local = Tree.has(profile, "localhostProfile");
        String name = Tree.text(profile, "localhostProfile");
        switch (type) {
            case "Localhost" -> {
                if (!name.equals(name.strip())) {
                    errors.invalid(at, name, "must not be padded with whitespace");
                } else if (name.isEmpty()) {
                    errors.required(at, "must be set when AppArmor type is Localhost");
                }
                if (name.length() > MAX_PROFILE_PATH) {
                    errors.tooLong(at, MAX_PROFILE_PATH);
                }
            }
            case "RuntimeDefault", "Unconfined" -> {
                if (local) {
                    errors.invalid(at, name, "can only be set when AppArmor type is Localhost");
                }
            }
            case "" -> errors.required(path.child("type"), "type is required when appArmorProfile is set");
            default -> errors.notSupported(path.child("type"), type, PROFILE_TYPES);
        }
    }
}
