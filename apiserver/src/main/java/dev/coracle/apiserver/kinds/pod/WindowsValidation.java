package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.Arrays;
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

    static final FieldRule OPTIONS = all(
            field("gmsaCredentialSpecName").optional().dnsSubdomain(),
            field("gmsaCredentialSpec")
                    .optional()
                    .matches(spec -> !spec.isEmpty(), "gmsaCredentialSpec cannot be an empty string")
                    .matches(
                            spec -> spec.length() <= MAX_CREDENTIAL_SPEC,
                            "gmsaCredentialSpec size must be under 64 KiB"),
            field("runAsUserName").to(WindowsValidation::userName));

    private static final FieldRule NOT_FOR_LINUX =
            field("securityContext").to(forbidden("windows options cannot be set for a linux pod", "windowsOptions"));

    private static final String NOT_ON_WINDOWS = "cannot be set for a windows pod";
    private static final FieldRule NOT_FOR_WINDOWS_PODS = all(
            context(forbidden(NOT_ON_WINDOWS, "appArmorProfile", "seLinuxOptions")),
            field("hostUsers").forbidden(NOT_ON_WINDOWS),
            field("hostPID").when(on -> !on.asBoolean(false), on -> on.forbidden(NOT_ON_WINDOWS)),
            field("hostIPC").when(on -> !on.asBoolean(false), on -> on.forbidden(NOT_ON_WINDOWS)),
            context(
                    forbidden(NOT_ON_WINDOWS, "seccompProfile", "fsGroup", "fsGroupChangePolicy"),
                    field("sysctls").when(Tree::isEmpty, sysctls -> sysctls.forbidden(NOT_ON_WINDOWS))),
            field("shareProcessNamespace").forbidden(NOT_ON_WINDOWS),
            context(forbidden(
                    NOT_ON_WINDOWS,
                    "runAsUser",
                    "runAsGroup",
                    "supplementalGroups",
                    "supplementalGroupsPolicy",
                    "seLinuxChangePolicy")));
    private static final FieldRule NOT_FOR_WINDOWS_CONTAINERS = context(forbidden(
            NOT_ON_WINDOWS,
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "capabilities",
            "readOnlyRootFilesystem",
            "privileged",
            "allowPrivilegeEscalation",
            "procMount",
            "runAsUser",
            "runAsGroup"));

    private WindowsValidation() {}

    private static FieldRule context(FieldRule... rules) {
        return field("securityContext").to(rules);
    }

    private static FieldRule forbidden(String detail, String... names) {
        return all(
                Arrays.stream(names).map(name -> field(name).forbidden(detail)).toArray(FieldRule[]::new));
    }

    private static void userName(Field field) {
        String name = field.text();
        int slash = name.indexOf('\\');
        if (name.isEmpty()) {
            field.invalid("runAsUserName cannot be an empty string");
        } else if (CONTROL.matcher(name).find()) {
            field.invalid("runAsUserName cannot contain control characters");
        } else if (slash != name.lastIndexOf('\\')) {
            field.invalid("runAsUserName cannot contain more than one backslash");
        } else {
            if (slash >= 0) {
                domain(field, name.substring(0, slash));
            }
            user(field, name.substring(slash + 1));
        }
    }

    private static void domain(Field name, String domain) {
        if (domain.length() >= 256) {
            name.invalid("runAsUserName's Domain length must be under 256 characters");
        }
        if (!NET_BIOS.matcher(domain).matches() && !DNS.matcher(domain).matches()) {
            name.invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
    }

    private static void user(Field name, String user) {
        if (user.isEmpty()) {
            name.invalid("runAsUserName's User cannot be empty");
        } else if (user.length() > 104) {
            name.invalid("runAsUserName's User length must not be longer than 104 characters");
        }
        if (DOTS_AND_SPACES.matcher(user).matches()) {
            name.invalid("runAsUserName's User cannot contain only periods or spaces");
        }
        if (FORBIDDEN_IN_USER.matcher(user).find()) {
            name.invalid("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
        }
    }

    /** Containers that are processes of the host: all or none, on the host's network. */
    static void hostProcess(Field spec) {
        JsonNode ofPod = ofHost(spec.node());
        int[] counts = new int[2];
        PodContainers.visit(spec, container -> {
            JsonNode own = ofHost(container.node());
            if (!ofPod.isMissingNode() && !own.isMissingNode() && ofPod.asBoolean() != own.asBoolean()) {
                container
                        .at("securityContext", "windowsOptions")
                        .at("hostProcess")
                        .invalid("pod hostProcess value must be identical if both are specified, was "
                                + ofPod.asBoolean());
            }
            counts[0]++;
            counts[1] += (own.isMissingNode() ? ofPod : own).asBoolean(false) ? 1 : 0;
        });
        if (counts[1] == 0) {
            return;
        }
        if (counts[1] != counts[0]) {
            spec.invalid(
                    "",
                    "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        }
        if (!spec.flag("hostNetwork")) {
            spec.at("hostNetwork")
                    .invalid(false, "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }

    private static JsonNode ofHost(JsonNode owner) {
        return Tree.get(owner, "securityContext", "windowsOptions", "hostProcess");
    }

    /** What a pod that says it is for Linux may not have. */
    static void linux(Field spec) {
        NOT_FOR_LINUX.check(spec);
        PodContainers.visit(spec, NOT_FOR_LINUX::check);
    }

    /** What a pod that says it is for Windows may not have. */
    static void windows(Field spec) {
        NOT_FOR_WINDOWS_PODS.check(spec);
        PodContainers.visit(spec, NOT_FOR_WINDOWS_CONTAINERS::check);
    }
}
