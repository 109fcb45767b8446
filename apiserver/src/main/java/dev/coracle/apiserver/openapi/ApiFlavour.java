package dev.coracle.apiserver.openapi;

import java.util.List;

/**
 * In what the operations of built-in kinds and those of custom resources are described differently (upstream v1.36).
 *
 * @param bodies the media types of an object
 * @param answers the media types of what is answered
 * @param streams further ones of what may be a watch
 * @param accepted what an operation without a body is said to take, in version 2
 * @param patches the media types of a patch
 * @param listing how a list is described
 * @param get the parameters of a read
 * @param deleteCollection the parameters of a deletion of many
 * @param optionsOfMany whether a deletion of many takes options in its body
 * @param patchCreates whether a patch is said to create
 */
public record ApiFlavour(
        List<String> bodies,
        List<String> answers,
        List<String> streams,
        List<String> accepted,
        List<String> patches,
        String listing,
        List<QueryParameter> get,
        List<QueryParameter> deleteCollection,
        boolean optionsOfMany,
        boolean patchCreates) {
    private static final List<String> TEXTS = List.of("application/json", "application/yaml");
    private static final List<String> ANY = List.of("*/*");

    public static final ApiFlavour BUILT_IN = new ApiFlavour(
            ANY,
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf"),
            List.of("application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"),
            ANY,
            List.of(
                    "application/json-patch+json",
                    "application/merge-patch+json",
                    "application/strategic-merge-patch+json",
                    "application/apply-patch+yaml"),
            "list or watch objects of kind ",
            List.of(),
            QueryParameter.DELETE_COLLECTION,
            true,
            true);

    public static final ApiFlavour CUSTOM = new ApiFlavour(
            TEXTS,
            TEXTS,
            List.of(),
            TEXTS,
            List.of("application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"),
            "list objects of kind ",
            List.of(QueryParameter.RESOURCE_VERSION),
            QueryParameter.LIST,
            false,
            false);

    public ApiFlavour {
        bodies = List.copyOf(bodies);
        answers = List.copyOf(answers);
        streams = List.copyOf(streams);
        accepted = List.copyOf(accepted);
        patches = List.copyOf(patches);
        get = List.copyOf(get);
        deleteCollection = List.copyOf(deleteCollection);
    }
}
