package dev.coracle.controllers.resourcequota;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What Services use: node ports and load balancers besides themselves. */
final class ServiceEvaluator implements Evaluator<Service> {
    private static final Set<String> NAMES =
            Set.of("count/services", "services", "services.nodeports", "services.loadbalancers");

    @Override
    public boolean uses(String amount) {
        return NAMES.contains(amount);
    }

    @Override
    public boolean isIn(Scope scope, Service service) {
        return false;
    }

    @Override
    public Map<String, Amount> usage(Service service, Instant now) {
        boolean balanced = "LoadBalancer".equals(service.getSpec().getType());
        long nodePorts = service.getSpec().getPorts().stream()
                .filter(port -> wantsNodePort(service.getSpec(), port, balanced))
                .count();
        return Map.of(
                "count/services",
                Amount.ONE,
                "services",
                Amount.ONE,
                "services.nodeports",
                new Amount(BigDecimal.valueOf(nodePorts), false),
                "services.loadbalancers",
                balanced ? Amount.ONE : Amount.ZERO);
    }

    private static boolean wantsNodePort(ServiceSpec spec, ServicePort port, boolean balanced) {
        return balanced
                ? !Boolean.FALSE.equals(spec.getAllocateLoadBalancerNodePorts()) || port.getNodePort() != null
                : "NodePort".equals(spec.getType());
    }
}
