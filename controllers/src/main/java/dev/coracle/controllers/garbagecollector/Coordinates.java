package dev.coracle.controllers.garbagecollector;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Comparator;
import java.util.Objects;

/**
 * One object as somebody names it: by uid, and by where it is said to be. Two dependents may name one uid with different
 * coordinates, of which at most one is right; the graph goes by uid, every look at the server by all of it.
 */
record Coordinates(String apiVersion, String kind, String namespace, String name, String uid) {
    /** Kind and version first, so that a kind's references are beside each other whether they have a namespace or not. */
    static final Comparator<Coordinates> ORDER = Comparator.comparing(Coordinates::kind)
            .thenComparing(Coordinates::apiVersion)
            .thenComparing(Coordinates::namespace)
            .thenComparing(Coordinates::name)
            .thenComparing(Coordinates::uid);

    /** What a reference means in a dependent's namespace. */
    static Coordinates of(OwnerReference reference, String namespace) {
        return new Coordinates(
                Objects.requireNonNullElse(reference.getApiVersion(), ""),
                Objects.requireNonNullElse(reference.getKind(), ""),
                namespace,
                Objects.requireNonNullElse(reference.getName(), ""),
                Objects.requireNonNullElse(reference.getUid(), ""));
    }

    boolean isNamespaced() {
        return !namespace.isEmpty();
    }

    /** Whether the reference says the same, apart from the namespace, which it does not say. */
    boolean isMeantBy(OwnerReference reference) {
        return equals(of(reference, namespace));
    }

    Coordinates inNamespace(String other) {
        return new Coordinates(apiVersion, kind, other, name, uid);
    }

    /** As upstream prints it in events and logs. */
    @Override
    public String toString() {
        return "[" + apiVersion + "/" + kind + ", namespace: " + namespace + ", name: " + name + ", uid: " + uid + "]";
    }
}
