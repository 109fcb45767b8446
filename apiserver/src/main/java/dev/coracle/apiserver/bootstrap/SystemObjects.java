package dev.coracle.apiserver.bootstrap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.net.IpBlock;

/** The objects themselves, as kube-apiserver and kubeadm make them. */
final class SystemObjects {
    private static final int HTTPS = 443;

    private final String serviceCidr;
    private final String host;
    private final int port;

    SystemObjects(String serviceCidr, String host, int port) {
        this.serviceCidr = serviceCidr;
        this.host = host;
        this.port = port;
    }

    static ObjectNode namespace(String name) {
        ObjectNode namespace = named(name);
        ((ObjectNode) namespace.get("metadata")).putObject("labels").put("kubernetes.io/metadata.name", name);
        namespace.putObject("spec");
        return namespace;
    }

    ObjectNode kubernetes() {
        ObjectNode service = named("kubernetes");
        labels(service).put("component", "apiserver").put("provider", "kubernetes");
        ObjectNode spec = service.putObject("spec");
        spec.put("type", "ClusterIP").put("clusterIP", address(1)).put("sessionAffinity", "None");
        spec.putArray("ports").add(servicePort());
        return service;
    }

    ObjectNode mendKubernetes(ObjectNode service) {
        ObjectNode spec = (ObjectNode) service.get("spec");
        spec.putArray("ports").add(servicePort());
        return service;
    }

    private ObjectNode servicePort() {
        return port("https", HTTPS).put("targetPort", port);
    }

    ObjectNode endpoints() {
        ObjectNode endpoints = named("kubernetes");
        labels(endpoints).put("endpointslice.kubernetes.io/skip-mirror", "true");
        return mendEndpoints(endpoints);
    }

    ObjectNode mendEndpoints(ObjectNode endpoints) {
        ObjectNode subset = endpoints.putArray("subsets").addObject();
        subset.putArray("addresses").addObject().put("ip", host);
        subset.putArray("ports").add(port("https", port));
        return endpoints;
    }

    ObjectNode endpointSlice() {
        ObjectNode slice = named("kubernetes");
        labels(slice).put("kubernetes.io/service-name", "kubernetes");
        slice.put("addressType", host.contains(":") ? "IPv6" : "IPv4");
        return mendEndpointSlice(slice);
    }

    ObjectNode mendEndpointSlice(ObjectNode slice) {
        ObjectNode endpoint = slice.putArray("endpoints").addObject();
        endpoint.putArray("addresses").add(host);
        endpoint.putObject("conditions").put("ready", true);
        slice.putArray("ports").add(port("https", port));
        return slice;
    }

    /** The n-th address of the service block. */
    private String address(int n) {
        return IpBlock.parse(serviceCidr).address(n).toString();
    }

    private static ObjectNode named(String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("name", name);
        return object;
    }

    private static ObjectNode labels(ObjectNode object) {
        return ((ObjectNode) object.get("metadata")).putObject("labels");
    }

    private static ObjectNode port(String name, int number) {
        ObjectNode port = JsonNodeFactory.instance.objectNode();
        return port.put("name", name).put("port", number).put("protocol", "TCP");
    }
}
