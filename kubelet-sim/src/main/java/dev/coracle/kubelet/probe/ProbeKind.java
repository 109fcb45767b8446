package dev.coracle.kubelet.probe;

/** The three probes a container can have, with the word the kubelet's messages begin with. */
public enum ProbeKind {
    STARTUP("Startup"),
    READINESS("Readiness"),
    LIVENESS("Liveness");

    private final String label;

    ProbeKind(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
