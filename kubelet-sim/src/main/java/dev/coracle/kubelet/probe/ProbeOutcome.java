package dev.coracle.kubelet.probe;

/** What one probe found. */
public sealed interface ProbeOutcome {
    enum Success implements ProbeOutcome {
        INSTANCE
    }

    /** The container did not answer as it should; the output says how. */
    record Failure(String output) implements ProbeOutcome {}
}
