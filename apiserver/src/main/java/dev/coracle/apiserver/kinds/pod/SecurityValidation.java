package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Numbers;
import java.util.List;

/** Security contexts of pods and containers. Privileged containers are allowed, as kubeadm's clusters do. */
final class SecurityValidation {
    private static final long MAX_ID = 0xffff_ffffL;
    private static final List<String> PROFILE_TYPES = List.of("Localhost", "RuntimeDefault", "Unconfined");
    private static final List<String> PROC_MOUNTS = List.of("Default", "Unmasked");
    private static final List<String> GROUP_POLICIES = List.of("Always", "OnRootMismatch");
    private static final List<String> SUPPLEMENTAL_POLICIES = List.of("Merge", "Strict");

    private SecurityValidation() {}

    static void pod(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode context = Tree.get(spec, "securityContext");
        if (context.isEmpty()) {
            return;
        }
        id(context, "fsGroup", path, errors);
        id(context, "runAsUser", path, errors);
        id(context, "runAsGroup", path, errors);
        int i = 0;
        for (JsonNode group : Tree.get(context, "supplementalGroups")) {
            Numbers.inRange(
                    group.asLong(), 0, MAX_ID, path.child("supplementalGroups").index(i++), errors);
        }
        if (Tree.flag(spec, "shareProcessNamespace") && Tree.flag(spec, "hostPID")) {
            errors.invalid(
                    path.child("shareProcessNamespace"),
                    true,
                    "ShareProcessNamespace and HostPID cannot both be enabled");
        }
        oneOf(context, "fsGroupChangePolicy", GROUP_POLICIES, path, errors);
        profile(Tree.get(context, "seccompProfile"), "seccomp", path.child("seccompProfile"), errors);
        profile(Tree.get(context, "appArmorProfile"), "AppArmor", path.child("appArmorProfile"), errors);
        oneOf(context, "supplementalGroupsPolicy", SUPPLEMENTAL_POLICIES, path, errors);
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
        profile(Tree.get(context, "seccompProfile"), "seccomp", path.child("seccompProfile"), errors);
        escalation(context, path, errors);
        profile(Tree.get(context, "appArmorProfile"), "AppArmor", path.child("appArmorProfile"), errors);
    }

    private static void escalation(JsonNode context, Path path, FieldErrors errors) {
        if (!Tree.has(context, "allowPrivilegeEscalation") || Tree.flag(context, "allowPrivilegeEscalation")) {
            return;
        }
        if (Tree.flag(context, "privileged")) {
            errors.invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        for (JsonNode capability : Tree.get(context, "capabilities", "add")) {
            if (capability.asText().equals("CAP_SYS_ADMIN")) {
                errors.invalid(
                        path,
                        context,
                        "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }

    private static void id(JsonNode context, String field, Path path, FieldErrors errors) {
        Numbers.inRange(Tree.number(context, field), 0, MAX_ID, path.child(field), errors);
    }

    private static void oneOf(JsonNode context, String field, List<String> supported, Path path, FieldErrors errors) {
        if (Tree.has(context, field) && !supported.contains(Tree.text(context, field))) {
            errors.notSupported(path.child(field), Tree.text(context, field), supported);
        }
    }

    private static void profile(JsonNode profile, String what, Path path, FieldErrors errors) {
        if (profile.isMissingNode()) {
            return;
        }
        String type = Tree.text(profile, "type");
        boolean local = Tree.has(profile, "localhostProfile");
        if (type.isEmpty()) {
            String field = what.equals("seccomp") ? "seccompProfile" : "appArmorProfile";
            errors.required(path.child("type"), "type is required when " + field + " is set");
        } else if (!PROFILE_TYPES.contains(type)) {
            errors.notSupported(path.child("type"), type, PROFILE_TYPES);
        }
        if (type.equals("Localhost") && !local) {
            errors.required(path.child("localhostProfile"), "must be set when " + what + " type is Localhost");
        } else if (!type.equals("Localhost") && local) {
            errors.invalid(
                    path.child("localhostProfile"),
                    Tree.text(profile, "localhostProfile"),
                    "can only be set when " + what + " type is Localhost");
        }
    }
}
