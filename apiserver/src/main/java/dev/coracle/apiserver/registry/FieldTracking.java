package dev.coracle.apiserver.registry;

/** To whom belongs what a write changes. */
public sealed interface FieldTracking {
    /** To a manager, by an update of whatever differs. */
    record Manager(String name) implements FieldTracking {}

    /** To those the object's own {@code managedFields} name: an apply has settled it, or nothing of theirs changes. */
    record Settled() implements FieldTracking {}

    static FieldTracking manager(String name) {
        return new Manager(name);
    }

    static FieldTracking settled() {
        return new Settled();
    }
}
