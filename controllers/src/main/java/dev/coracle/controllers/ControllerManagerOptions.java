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
        return builder().build();
    }

    /** Begins with {@link #defaults}. */
    public static Builder builder() {
        return new Builder();
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

    /** The settings one by one, each as {@link ControllerManagerOptions} says; confined to one thread. */
    public static final class Builder {
        private List<String> controllers = List.of("*");

        /** As kube-controller-manager's {@code --concurrent-*-syncs}. */
        private int workers = 5;

        private String loadBalancerCidr = "127.97.0.0/16";

        private Builder() {}

        public Builder controllers(List<String> value) {
            controllers = value;
            return this;
        }

        public Builder workers(int value) {
            workers = value;
            return this;
        }

        public Builder loadBalancerCidr(String value) {
            loadBalancerCidr = value;
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException that names everything wrong with them
         */
        public ControllerManagerOptions build() {
            return new ControllerManagerOptions(controllers, workers, loadBalancerCidr);
        }
    }
}
