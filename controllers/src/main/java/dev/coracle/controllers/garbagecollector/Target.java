package dev.coracle.controllers.garbagecollector;

import dev.coracle.controllers.core.ApiKind;

/** An object to ask the server for: where it is said to be, of a kind that the server has. */
record Target(ApiKind kind, Coordinates coordinates) {
    Target {
        if (!kind.namespaced()) {
            coordinates = coordinates.inNamespace("");
        }
    }

    /** Whether it would need a namespace and has none. */
    boolean isNowhere() {
        return kind.namespaced() && !coordinates.isNamespaced();
    }
}
