package dev.coracle.controllers.namespace;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one pass over a namespace left behind: instances by {@code plural.group}, instances by finalizer, and what could
 * not be deleted. Confined to the thread of the pass.
 */
final class Remains {
    final Map<String, Integer> instances = new TreeMap<>();
    final Map<String, Integer> finalizers = new TreeMap<>();
    final Map<String, String> failures = new TreeMap<>();
    final Map<String, String> undiscovered = new TreeMap<>();

    boolean isEmpty() {
        return instances.isEmpty() && failures.isEmpty() && undiscovered.isEmpty();
    }
}
