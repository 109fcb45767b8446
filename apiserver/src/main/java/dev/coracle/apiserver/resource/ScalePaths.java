package dev.coracle.apiserver.resource;

import java.util.List;

/**
 * Where an object that scales has what a {@code Scale} shows.
 *
 * @param specReplicas how many there are to be
 * @param statusReplicas how many there are
 * @param selector a selector, or its text; empty when there is none
 * @param mustBeSet whether an object that leaves {@code specReplicas} out cannot be shown as a {@code Scale}
 */
public record ScalePaths(
        List<String> specReplicas, List<String> statusReplicas, List<String> selector, boolean mustBeSet) {
    /** As in every built-in kind. */
    public static final ScalePaths BUILT_IN = new ScalePaths(
            List.of("spec", "replicas"), List.of("status", "replicas"), List.of("spec", "selector"), false);

    public ScalePaths {
        specReplicas = List.copyOf(specReplicas);
        statusReplicas = List.copyOf(statusReplicas);
        selector = List.copyOf(selector);
    }
}
