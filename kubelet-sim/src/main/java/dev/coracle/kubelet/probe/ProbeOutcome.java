package dev.coracle.kubelet.probe;

/** What one probe found. */
public sealed interface ProbeOutcome {
    enum Success implements ProbeOutcome {
        INSTANCE
    }

    /** The container did not answer as it should; the output says how. */
    record Failure(String output) implements ProbeOutcome {}

    /** It answered an HTTP request, but not with success. */
    record BadStatus(int code) implements ProbeOutcome {
        String output() {
            return "HTTP probe failed with statuscode: " + code;
        }
    }

    /** It could not even be asked, and so nothing is known: this counts neither way. */
    record Fault(String message) implements ProbeOutcome {}
}
