package dev.coracle.controllers;

import dev.coracle.controllers.loadbalancer.LoadBalancerController;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a {@link ControllerManager} runs, and how.
 *
 * @param controllers which to run, as kube-controller-manager's {@code --controllers}: {@code *} means all, a name that
 *     one, {@code -name} not that one
 * @param workers how many keys each controller reconciles at once
 * @param loadBalancerCidr where Services of type LoadBalancer get their addresses
 */
public record ControllerManagerOptions(List<String> controllers, int workers, String loadBalancerCidr) {
    /** As kube-controller-manager's {@code --concurrent-*-syncs}. */
    private static final int DEFAULT_WORKERS = 5;

    private static final String DEFAULT_LOAD_BALANCER_CIDR = "127.97.0.0/16";

    public ControllerManagerOptions {
        controllers = List.copyOf(controllers);
        List<String> errors = new ArrayList<>();
        if (workers < 1) {
            errors.add("workers must be at least 1, not " + workers);
        }
        for (String selected : controllers) {
            String name = selected.startsWith("-") ? selected.substring(1) : selected;
            if (!"*".equals(name) && !ControllerManager.names().contains(name)) {
                errors.add("\"" + name + "\" is not in the list of known controllers " + ControllerManager.names());
            }
        }
        LoadBalancerController.problemWith(loadBalancerCidr).ifPresent(errors::add);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", errors));
        }
    }

    /** All controllers. */
    public static ControllerManagerOptions defaults() {
        return new ControllerManagerOptions(List.of("*"), DEFAULT_WORKERS, DEFAULT_LOAD_BALANCER_CIDR);
    }

    public ControllerManagerOptions withControllers(List<String> selected) {
        return new ControllerManagerOptions(selected, workers, loadBalancerCidr);
    }

    public ControllerManagerOptions withWorkers(int count) {
        return new ControllerManagerOptions(controllers, count, loadBalancerCidr);
    }

    public ControllerManagerOptions withLoadBalancerCidr(String cidr) {
        return new ControllerManagerOptions(controllers, workers, cidr);
    }

    /** The selected names, in the order of {@code known}. */
    Set<String> selectedFrom(List<String> known) {
        Set<String> selected = new LinkedHashSet<>();
        for (String name : known) {
            boolean byName = controllers.contains(name);
            if (byName || (controllers.contains("*") && !controllers.contains("-" + name))) {
                selected.add(name);
            }
        }
        return selected;
    }
}
