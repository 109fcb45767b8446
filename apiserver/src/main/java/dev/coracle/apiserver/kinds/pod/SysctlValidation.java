package dev.coracle.apiserver.kinds.pod;

import dev.coracle.machinery.validation.Field;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Kernel parameters a pod sets for itself: well named, and not those of namespaces it shares with the host. */
final class SysctlValidation {
    private static final int MAX_NAME = 253;
    private static final String SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final String FORMAT = "^(" + SEGMENT + "[\\./])*" + SEGMENT + "$";
    private static final Pattern NAME = Pattern.compile(FORMAT);
    private static final Set<String> IPC = Set.of(
            "kernel.sem",
            "kernel.shm",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced",
            "kernel.msg",
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni");

    private SysctlValidation() {}

    static void validate(Field spec) {
        Set<String> names = new HashSet<>();
        for (Field sysctl : spec.at("securityContext").each("sysctls")) {
            Field name = sysctl.at("name");
            boolean first = names.add(name.text());
            if (name.isEmpty()) {
                name.required("");
            } else if (name.text().length() > MAX_NAME
                    || !NAME.matcher(name.text()).matches()) {
                name.invalid("must have at most " + MAX_NAME + " characters and match regex " + FORMAT);
            } else if (!first) {
                name.duplicate();
            }
            String dotted = dotted(name.text());
            if (spec.flag("hostNetwork") && dotted.startsWith("net.")) {
                name.invalid("may not be specified when 'hostNetwork' is true");
            } else if (spec.flag("hostIPC") && isIpc(dotted)) {
                name.invalid("may not be specified when 'hostIPC' is true");
            }
        }
    }

    private static boolean isIpc(String name) {
        return IPC.contains(name) || name.startsWith("fs.mqueue.");
    }

    /** Where the first separator is a slash, slashes separate and dots belong to names: the kernel's other notation. */
    private static String dotted(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        if (slash < 0 || (dot >= 0 && dot < slash)) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            out.append(c == '/' ? '.' : c == '.' ? '/' : c);
        }
        return out.toString();
    }
}
