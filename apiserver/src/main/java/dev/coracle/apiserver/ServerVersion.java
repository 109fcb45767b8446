package dev.coracle.apiserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.catalogue.KubernetesRelease;

/** The version served: that of the Kubernetes release whose models the schemas are generated from. */
public final class ServerVersion {
    private static final String COMPATIBLE_MINOR = "35";
    /** As in {@code kubectl version}. */
    public static final String GIT_VERSION = KubernetesRelease.TAG + "+coracle";

    private ServerVersion() {}

    /** The document at {@code /version}. */
    static ObjectNode document() {
        ObjectNode version = JsonNodeFactory.instance.objectNode();
        version.put("major", KubernetesRelease.MAJOR).put("minor", KubernetesRelease.MINOR);
        version.put("emulationMajor", KubernetesRelease.MAJOR).put("emulationMinor", KubernetesRelease.MINOR);
        version.put("minCompatibilityMajor", KubernetesRelease.MAJOR).put("minCompatibilityMinor", COMPATIBLE_MINOR);
        version.put("gitVersion", GIT_VERSION);
        version.put("gitCommit", "unknown").put("gitTreeState", "clean");
        version.put("buildDate", "1970-01-01T00:00:00Z");
        version.put("goVersion", "none").put("compiler", "javac");
        String arch = System.getProperty("os.arch", "");
        return version.put("platform", "linux/" + (arch.equals("aarch64") ? "arm64" : "amd64"));
    }
}
