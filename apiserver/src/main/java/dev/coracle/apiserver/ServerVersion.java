package dev.coracle.apiserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The version served: that of the Kubernetes release whose models the schemas are generated from. */
public final class ServerVersion {
    static final String MAJOR = "1";
    static final String MINOR = "36";
    private static final String COMPATIBLE_MINOR = "35";
    /** The release of Kubernetes that the models of client-java 27 describe. */
    public static final String RELEASE = "v" + MAJOR + "." + MINOR + ".0";
    /** What the OpenAPI documents say of the version. */
    public static final String API = MAJOR + "." + MINOR;
    /** As in {@code kubectl version}. */
    public static final String GIT_VERSION = RELEASE + "+coracle";

    private ServerVersion() {}

    /** The document at {@code /version}. */
    static ObjectNode document() {
        ObjectNode version = JsonNodeFactory.instance.objectNode();
        version.put("major", MAJOR).put("minor", MINOR);
        version.put("emulationMajor", MAJOR).put("emulationMinor", MINOR);
        version.put("minCompatibilityMajor", MAJOR).put("minCompatibilityMinor", COMPATIBLE_MINOR);
        version.put("gitVersion", GIT_VERSION);
        version.put("gitCommit", "unknown").put("gitTreeState", "clean");
        version.put("buildDate", "1970-01-01T00:00:00Z");
        version.put("goVersion", "none").put("compiler", "javac");
        String arch = System.getProperty("os.arch", "");
        return version.put("platform", "linux/" + (arch.equals("aarch64") ? "arm64" : "amd64"));
    }
}
