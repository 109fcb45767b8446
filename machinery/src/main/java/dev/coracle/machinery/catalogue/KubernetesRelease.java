package dev.coracle.machinery.catalogue;

/** The release of Kubernetes that is spoken: the one that the models of client-java 27 describe. */
public final class KubernetesRelease {
    public static final String MAJOR = "1";
    public static final String MINOR = "36";
    /** As the OpenAPI documents say it. */
    public static final String VERSION = MAJOR + "." + MINOR;
    /** As its sources are tagged. */
    public static final String TAG = "v" + VERSION + ".0";

    private KubernetesRelease() {}
}
