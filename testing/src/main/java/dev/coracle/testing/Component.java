package dev.coracle.testing;

/** The parts of a control plane that stand beside its API server, each an ordinary client of it. */
public enum Component {
    CONTROLLERS,
    KUBELET,
    PROXY,
    DNS
}
