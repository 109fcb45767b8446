package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Names;
import java.util.regex.Pattern;

/** What only Windows has, and what Windows lacks. */
final class WindowsValidation {
    private static final int MAX_CREDENTIAL_SPEC = 64 * 1024;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
    private static final Pattern NET_BIOS = Pattern.compile("[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}");
    private static final String DNS_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    private static final Pattern DNS = Pattern.compile(DNS_LABEL + "(?:\\." + DNS_LABEL + ")*");
    private static final Pattern FORBIDDEN_IN_USER = Pattern.compile("[\"/\\\\:;|=,+*?<>@\\[\\]]");
    private static final Pattern DOTS_AND_SPACES = Pattern.compile("[. ]+");
    private static final String[] NOT_ON_PODS = {"hostUsers", "hostPID", "hostIPC"};
    private static final String[] NOT_ON_CONTAINERS = {
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "capabilities",
        "readOnlyRootFilesystem",
        "privileged",
        "allowPrivilegeEscalation",
        "procMount",
        "runAsUser",
        "runAsGroup"
    };
    private static final String NOT_ON_WINDOWS = "cannot be set for a windows pod";

    private WindowsValidation() {}

    static void options(JsonNode options, Path path, FieldErrors errors) {
        if (Tree.has(options, "gmsaCredentialSpecName")) {
            Names.dnsSubdomain(
                    Tree.text(options, "gmsaCredentialSpecName"), path.child("gmsaCredentialSpecName"), errors);
        }
        if (Tree.has(options, "gmsaCredentialSpec")) {
            String spec = Tree.text(options, "gmsaCredentialSpec");
            if (spec.isEmpty()) {
                errors.invalid(path.child("gmsaCredentialSpec"), spec, "gmsaCredentialSpec cannot be an empty string");
            } else if (spec.length() > MAX_CREDENTIAL_SPEC) {
                errors.invalid(path.child("gmsaCredentialSpec"), spec, "gmsaCredentialSpec size must be under 64 KiB");
            }
        }
        if (Tree.has(options, "runAsUserName")) {
            userName(Tree.text(options, "runAsUserName"), path.child("runAsUserName"), errors);
        }
    }

    private static void userName(String name, Path path, FieldErrors errors) {
        int slash = name.indexOf('\\');
        if (name.isEmpty()) {
            errors.invalid(path, name, "runAsUserName cannot be an empty string");
        } else if (CONTROL.matcher(name).find()) {
            errors.invalid(path, name, "runAsUserName cannot contain control characters");
        } else if (slash != name.lastIndexOf('\\')) {
            errors.invalid(path, name, "runAsUserName cannot contain more than one backslash");
        } else {
            if (slash >= 0) {
                domain(name, name.substring(0, slash), path, errors);
            }
            user(name, name.substring(slash + 1), path, errors);
        }
    }

    private static void domain(String name, String domain, Path path, FieldErrors errors) {
        if (domain.length() >= 256) {
            errors.invalid(path, name, "runAsUserName's Domain length must be under 256 characters");
        }
        if (!NET_BIOS.matcher(domain).matches() && !DNS.matcher(domain).matches()) {
            errors.invalid(path, name, "runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
    }

    private static void user(String name, String user, Path path, FieldErrors errors) {
        if (user.isEmpty()) {
            errors.invalid(path, name, "runAsUserName's User cannot be empty");
        } else if (user.length() > 104) {
            errors.invalid(path, name, "runAsUserName's User length must not be longer than 104 characters");
        }
        if (DOTS_AND_SPACES.matcher(user).matches()) {
            errors.invalid(path, name, "runAsUserName's User cannot contain only periods or spaces");
        }
        if (FORBIDDEN_IN_USER.matcher(user).find()) {
            errors.invalid(
                    path, name, "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
        }
    }

    /** Containers that are processes of the host: all or none, on the host's network. */
    static void hostProcess(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode ofPod = Tree.get(spec, "securityContext", "windowsOptions", "hostProcess");
        int[] counts = new int[2];
        PodContainers.visit(spec, path, (container, at) -> {
            JsonNode own = Tree.get(container, "securityContext", "windowsOptions", "hostProcess");
            if (!ofPod.isMissingNode() && !own.isMissingNode() && ofPod.asBoolean() != own.asBoolean()) {
                errors.invalid(
                        at.child("securityContext").child("windowsOptions").child("hostProcess"),
                        own.asBoolean(),
                        "pod hostProcess value must be identical if both are specified, was " + ofPod.asBoolean());
            }
            counts[0]++;
            counts[1] += (own.isMissingNode() ? ofPod : own).asBoolean(false) ? 1 : 0;
        });
        if (counts[1] == 0) {
            return;
        }
        if (counts[1] != counts[0]) {
            errors.invalid(
                    path,
                    "",
                    "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        }
        if (!Tree.flag(spec, "hostNetwork")) {
            errors.invalid(
                    path.child("hostNetwork"),
                    false,
                    "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }

    /** What a pod that says it is for Linux may not have. */
    static void linux(JsonNode spec, Path path, FieldErrors errors) {
        String message = "windows options cannot be set for a linux pod";
        if (Tree.has(Tree.get(spec, "securityContext"), "windowsOptions")) {
            errors.forbidden(path.child("securityContext").child("windowsOptions"), message);
        }
        PodContainers.visit(spec, path, (container, at) -> {
            if (Tree.has(Tree.get(container, "securityContext"), "windowsOptions")) {
                errors.forbidden(at.child("securityContext").child("windowsOptions"), message);
            }
        });
    }

    /** What a pod that says it is for Windows may not have. */
    static void windows(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode context = Tree.get(spec, "securityContext");
        Path at = path.child("securityContext");
        forbidden(context, at, errors, "appArmorProfile", "seLinuxOptions");
        for (String field : NOT_ON_PODS) {
            if (field.equals("hostUsers") ? Tree.has(spec, field) : Tree.flag(spec, field)) {
                errors.forbidden(path.child(field), NOT_ON_WINDOWS);
            }
        }
        forbidden(context, at, errors, "seccompProfile", "fsGroup", "fsGroupChangePolicy");
        if (!Tree.isEmpty(context, "sysctls")) {
            errors.forbidden(at.child("sysctls"), NOT_ON_WINDOWS);
        }
        forbidden(spec, path, errors, "shareProcessNamespace");
        forbidden(
                context,
                at,
                errors,
                "runAsUser",
                "runAsGroup",
                "supplementalGroups",
                "supplementalGroupsPolicy",
                "seLinuxChangePolicy");
        PodContainers.visit(
                spec,
                path,
                (container, of) -> forbidden(
                        Tree.get(container, "securityContext"),
                        of.child("securityContext"),
                        errors,
                        NOT_ON_CONTAINERS));
    }

    private static void forbidden(JsonNode node, Path path, FieldErrors errors, String... fields) {
        for (String field : fields) {
            if (Tree.has(node, field)) {
                errors.forbidden(path.child(field), NOT_ON_WINDOWS);
            }
        }
    }
}
