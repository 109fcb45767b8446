package dev.coracle.machinery.openapi;

import java.util.List;

/** In what the operations of built-in kinds and those of custom resources are described differently (upstream v1.36). */
@SuppressWarnings("ImmutableEnumChecker") // its lists cannot be changed
public enum ApiFlavour {
    BUILT_IN(
            new MediaTypes(
                    List.of("*/*"),
                    List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf"),
                    List.of("application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"),
                    List.of(
                            "application/json-patch+json",
                            "application/merge-patch+json",
                            "application/strategic-merge-patch+json",
                            "application/apply-patch+yaml")),
            "list or watch objects of kind ",
            List.of(),
            QueryParameter.DELETE_COLLECTION),
    CUSTOM(
            new MediaTypes(
                    List.of("application/json", "application/yaml"),
                    List.of("application/json", "application/yaml"),
                    List.of(),
                    List.of(
                            "application/json-patch+json",
                            "application/merge-patch+json",
                            "application/apply-patch+yaml")),
            "list objects of kind ",
            List.of(QueryParameter.RESOURCE_VERSION),
            QueryParameter.LIST);

    private final MediaTypes types;
    private final String listing;
    private final List<QueryParameter> get;
    private final List<QueryParameter> deleteCollection;

    ApiFlavour(MediaTypes types, String listing, List<QueryParameter> get, List<QueryParameter> deleteCollection) {
        this.types = types;
        this.listing = listing;
        this.get = get;
        this.deleteCollection = deleteCollection;
    }

    /**
     * Media types.
     *
     * @param bodies of an object that is sent; in version 2, what any operation is said to take
     * @param answers of what is answered
     * @param streams further ones of what may be a watch
     * @param patches of a patch
     */
    record MediaTypes(List<String> bodies, List<String> answers, List<String> streams, List<String> patches) {
        MediaTypes {
            bodies = List.copyOf(bodies);
            answers = List.copyOf(answers);
            streams = List.copyOf(streams);
            patches = List.copyOf(patches);
        }
    }

    MediaTypes types() {
        return types;
    }

    /** The media types of what is answered. */
    public List<String> answers() {
        return types.answers();
    }

    /** How a list is described. */
    String listing() {
        return listing;
    }

    /** The parameters of a read. */
    List<QueryParameter> get() {
        return get;
    }

    /** The parameters of a deletion of many. */
    List<QueryParameter> deleteCollection() {
        return deleteCollection;
    }
}
