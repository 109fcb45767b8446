package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The environment variables that tell of Services (the kubelet's {@code envvars.FromServices}, v1.36). */
final class ServiceVariables {
    private static final String DEFAULT_NAMESPACE = "default";
    private static final String API_SERVER = "kubernetes";

    private ServiceVariables() {}

    /** @param links whether Services of the pod's own namespace are told of; the API server always is */
    static Map<String, String> of(List<Service> services, String namespace, boolean links) {
        Map<String, String> variables = new TreeMap<>();
        boolean ownApiServer = links
                && !namespace.equals(DEFAULT_NAMESPACE)
                && services.stream().anyMatch(each -> isIn(namespace, each) && isNamed(each) && hasAddress(each));
        for (Service service : services) {
            boolean apiServer = isIn(DEFAULT_NAMESPACE, service) && isNamed(service) && !ownApiServer;
            if (hasAddress(service) && (apiServer || (links && isIn(namespace, service)))) {
                add(service, variables);
            }
        }
        return variables;
    }

    private static boolean isIn(String namespace, Service service) {
        return namespace.equals(service.getMetadata().getNamespace());
    }

    private static boolean isNamed(Service service) {
        return API_SERVER.equals(service.getMetadata().getName());
    }

    private static boolean hasAddress(Service service) {
        String address = service.getSpec().getClusterIP();
        return address != null
                && !address.isEmpty()
                && !address.equals("None")
                && !service.getSpec().getPorts().isEmpty();
    }

    private static void add(Service service, Map<String, String> variables) {
        String name = variable(service.getMetadata().getName());
        String address = service.getSpec().getClusterIP();
        List<ServicePort> ports = service.getSpec().getPorts();
        variables.put(name + "_SERVICE_HOST", address);
        variables.put(name + "_SERVICE_PORT", String.valueOf(ports.get(0).getPort()));
        variables.put(name + "_PORT", url(ports.get(0), address));
        for (ServicePort port : ports) {
            if (port.getName() != null && !port.getName().isEmpty()) {
                variables.put(name + "_SERVICE_PORT_" + variable(port.getName()), String.valueOf(port.getPort()));
            }
            String prefix =
                    name + "_PORT_" + port.getPort() + "_" + protocol(port).toUpperCase(Locale.ROOT);
            variables.put(prefix, url(port, address));
            variables.put(prefix + "_PROTO", protocol(port));
            variables.put(prefix + "_PORT", String.valueOf(port.getPort()));
            variables.put(prefix + "_ADDR", address);
        }
    }

    private static String url(ServicePort port, String address) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return protocol(port) + "://" + host + ":" + port.getPort();
    }

    private static String protocol(ServicePort port) {
        return port.getProtocol() == null || port.getProtocol().isEmpty()
                ? "tcp"
                : port.getProtocol().toLowerCase(Locale.ROOT);
    }

    private static String variable(String name) {
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
