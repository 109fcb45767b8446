package dev.coracle.apiserver.kinds;

import dev.coracle.apiserver.resource.GroupResource;
import dev.coracle.apiserver.resource.Strategy;
import java.util.Map;

/** The strategy of every built-in resource that needs one. */
public final class Strategies {
    private static final Strategy DEFAULT = new Strategy() {};

    private static final Map<GroupResource, Strategy> TABLE = Map.ofEntries();

    private Strategies() {}

    /** The resource's strategy; for a kind with no rules of its own the default one. */
    public static Strategy of(GroupResource resource) {
        return TABLE.getOrDefault(resource, DEFAULT);
    }
}
