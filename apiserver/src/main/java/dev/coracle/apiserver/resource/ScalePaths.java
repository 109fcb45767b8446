package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.coracle.machinery.tree.Tree;
import java.util.List;

/**
 * Where an object that scales has what a {@code Scale} shows.
 *
 * @param specReplicas how many there are to be
 * @param statusReplicas how many there are
 * @param selector a selector, or its text; empty when there is none
 */
public record ScalePaths(List<String> specReplicas, List<String> statusReplicas, List<String> selector) {
    /** As in every built-in kind. */
    public static final ScalePaths BUILT_IN =
            new ScalePaths(List.of("spec", "replicas"), List.of("status", "replicas"), List.of("spec", "selector"));

    /** Of a custom resource, by paths as definitions write them: {@code .spec.replicas}; an empty one leads nowhere. */
    public static ScalePaths parse(String specReplicas, String statusReplicas, String selector) {
        return new ScalePaths(split(specReplicas), split(statusReplicas), split(selector));
    }

    private static List<String> split(String path) {
        String bare = path.startsWith(".") ? path.substring(1) : path;
        return bare.isEmpty() ? List.of() : List.of(bare.split("\\.", -1));
    }

    /** What a path leads to in an object; the missing node when it is not there. */
    public static JsonNode find(JsonNode object, List<String> path) {
        JsonNode found = object;
        for (String field : path) {
            found = Tree.get(found, field);
        }
        return path.isEmpty() ? MissingNode.getInstance() : found;
    }

    public ScalePaths {
        specReplicas = List.copyOf(specReplicas);
        statusReplicas = List.copyOf(statusReplicas);
        selector = List.copyOf(selector);
    }
}
