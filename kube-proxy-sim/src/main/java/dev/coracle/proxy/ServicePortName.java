package dev.coracle.proxy;

/** Names one port of one Service. The port's name is empty where the Service has only one. Immutable. */
record ServicePortName(String namespace, String service, String port, Transport transport) {
    @Override
    public String toString() {
        return namespace + "/" + service + (port.isEmpty() ? "" : ":" + port) + "/" + transport;
    }
}
