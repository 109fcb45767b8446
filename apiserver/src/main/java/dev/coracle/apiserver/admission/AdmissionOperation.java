package dev.coracle.apiserver.admission;

/** What a request does, as upstream's {@code admission.Operation} tells it apart. */
public enum AdmissionOperation {
    CREATE,
    UPDATE,
    DELETE,
    /** A stream to something: exec, attach, port-forward, proxy. */
    CONNECT
}
