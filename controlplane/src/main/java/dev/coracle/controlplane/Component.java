package dev.coracle.controlplane;

/** The components of a control plane that stand beside its API server, each an ordinary client of it. */
public enum Component {
    CONTROLLERS("controllers"),
    KUBELET("kubelet"),
    PROXY("proxy"),
    DNS("dns");

    private final String agent;

    Component(String agent) {
        this.agent = agent;
    }

    /** How it is called on the command line and names itself to the API server. */
    String agent() {
        return agent;
    }
}
