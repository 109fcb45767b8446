package dev.coracle.controllers.garbagecollector;

import dev.coracle.controllers.core.ApiKind;

/** One object for good: its uid, and where to find it. */
record Identity(String uid, ApiKind kind, String namespace, String name) {
    @Override
    public String toString() {
        return kind.plural() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name + " (" + uid + ")";
    }
}
