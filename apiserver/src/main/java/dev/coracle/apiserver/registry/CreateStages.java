package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import java.util.List;

/** The stages of a create, as far as no update has them too. */
final class CreateStages {
    /** Of metadata: what is the server's alone to set. */
    private static final List<String> SERVERS_OWN =
            List.of("selfLink", "deletionTimestamp", "deletionGracePeriodSeconds");

    private CreateStages() {}

    static void name(Draft draft) {
        Metadata.agreeOnNamespace(
                draft.resource(), draft.object(), draft.request().namespace());
        ObjectNode metadata = draft.metadata();
        String base = Tree.text(metadata, "generateName");
        if (Tree.text(metadata, "name").isEmpty() && !base.isEmpty()) {
            metadata.put("name", draft.identities().generateName(base));
        }
        for (String field : SERVERS_OWN) {
            metadata.remove(field);
        }
    }

    static void accept(Draft draft) {
        draft.strategy().checkCreate(draft.context(), draft.object());
    }

    static void own(Draft draft) {
        draft.request().trackCreate(draft.object(), draft.context().now());
    }

    static void stamp(Draft draft) {
        ObjectNode metadata = draft.metadata();
        if (draft.resource().writes().has(WriteRules.Rule.GENERATION)) {
            metadata.put("generation", 1);
        }
        metadata.put("uid", draft.identities().uid());
        metadata.put("creationTimestamp", draft.context().now().toString());
    }

    static void prepare(Draft draft) {
        draft.strategy().prepareForCreate(draft.context(), draft.object());
    }

    static void complete(Draft draft) {
        Completion.complete(draft.object(), draft.resource().schema());
    }

    static void validate(Draft draft) {
        draft.check(errors -> {
            ObjectMetaValidation.create(draft.resource(), draft.object(), errors);
            draft.strategy().validate(draft.context(), draft.object(), errors);
        });
    }

    static void warn(Draft draft) {
        draft.strategy().warnings(draft.object()).forEach(draft.context()::warn);
    }
}
