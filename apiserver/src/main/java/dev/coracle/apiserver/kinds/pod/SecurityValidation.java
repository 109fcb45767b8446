package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldChecks;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import java.util.List;

/** Security contexts of pods and containers. Privileged containers are allowed, as kubeadm's clusters do. */
final class SecurityValidation {
    private static final List<String> PROFILE_TYPES = List.of("Localhost", "RuntimeDefault", "Unconfined");
    private static final int MAX_PROFILE_PATH = 4095;

    private static final FieldRule NO_APP_ARMOR_FILE = field("localhostProfile")
            .when(JsonNode::isMissingNode, name -> name.invalid("can only be set when AppArmor type is Localhost"));
    static final FieldRule APP_ARMOR = choice("type")
            .when("Localhost", SecurityValidation::appArmorFile)
            .when("RuntimeDefault", NO_APP_ARMOR_FILE)
            .when("Unconfined", NO_APP_ARMOR_FILE)
            .when("", field("type").required("type is required when appArmorProfile is set"))
            .otherwise(field("type").oneOf(PROFILE_TYPES));

    private static final FieldRule SECCOMP = all(
            field("type")
                    .required("type is required when seccompProfile is set")
                    .oneOf(PROFILE_TYPES),
            choice("type")
                    .when(
                            "Localhost",
                            field("localhostProfile")
                                    .present("must be set when seccomp type is Localhost")
                                    .to(VolumePaths::descending))
                    .otherwise(field("localhostProfile")
                            .when(JsonNode::isMissingNode, SecurityValidation::noSeccompFile)));

    private static final FieldRule IDS =
            all(field("runAsUser").id(), field("runAsGroup").id());
    private static final FieldRule PROFILES_OF_POD = all(
            field("fsGroupChangePolicy").optional().oneOf("Always", "OnRootMismatch"),
            field("seccompProfile").to(SECCOMP),
            field("windowsOptions").to(WindowsValidation.OPTIONS),
            field("appArmorProfile").to(APP_ARMOR),
            field("supplementalGroupsPolicy").optional().oneOf("Merge", "Strict"),
            field("seLinuxChangePolicy").optional().oneOf("MountOption", "Recursive"));
    private static final FieldRule OF_POD =
            all(field("fsGroup").id(), IDS, each("supplementalGroups").id());
    private static final FieldChecks PROC_MOUNT = field("procMount").optional().oneOf("Default", "Unmasked");
    private static final FieldRule PROFILES_OF_CONTAINER = all(
            field("seccompProfile").to(SECCOMP),
            SecurityValidation::escalation,
            field("windowsOptions").to(WindowsValidation.OPTIONS),
            field("appArmorProfile").to(APP_ARMOR));

    private SecurityValidation() {}

    static void pod(Field spec) {
        Field context = spec.at("securityContext");
        OF_POD.check(context);
        if (spec.flag("shareProcessNamespace") && spec.flag("hostPID")) {
            context.at("shareProcessNamespace")
                    .invalid(true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }
        SysctlValidation.validate(spec);
        PROFILES_OF_POD.check(context);
    }

    static void container(Field context, boolean hostUsers) {
        if (context.isEmpty()) {
            return;
        }
        IDS.check(context);
        PROC_MOUNT.check(context);
        if (hostUsers && context.text("procMount").equals("Unmasked")) {
            context.at("procMount").invalid("`hostUsers` must be false to use `Unmasked`");
        }
        PROFILES_OF_CONTAINER.check(context);
    }

    private static void escalation(Field context) {
        if (!context.has("allowPrivilegeEscalation") || context.flag("allowPrivilegeEscalation")) {
            return;
        }
        if (context.flag("privileged")) {
            context.invalid(
                    InternalForm.of("SecurityContext", context.node()),
                    "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        for (JsonNode capability : Tree.get(context.node(), "capabilities", "add")) {
            if (capability.asText().equals("CAP_SYS_ADMIN")) {
                context.invalid(
                        InternalForm.of("SecurityContext", context.node()),
                        "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }

    private static void noSeccompFile(Field file) {
        file.invalid(
                InternalForm.of("SeccompProfile", file.parent().node()),
                "can only be set when seccomp type is Localhost");
    }

    private static void appArmorFile(Field profile) {
        Field file = profile.at("localhostProfile");
        if (!file.text().equals(file.text().strip())) {
            file.invalid("must not be padded with whitespace");
        } else if (file.isEmpty()) {
            file.required("must be set when AppArmor type is Localhost");
        }
        if (file.text().length() > MAX_PROFILE_PATH) {
            file.tooLong(MAX_PROFILE_PATH);
        }
    }
}
