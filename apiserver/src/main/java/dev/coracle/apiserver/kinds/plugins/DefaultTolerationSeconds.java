package dev.coracle.apiserver.kinds.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.machinery.tree.Tree;
import java.util.concurrent.CompletableFuture;

/** A pod stays five minutes on a node that is lost. */
final class DefaultTolerationSeconds extends PodPlugin {
    private static final String[] TAINTS = {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"};
    private static final int SECONDS = 300;

    DefaultTolerationSeconds() {
        super("DefaultTolerationSeconds", AdmissionOperation.CREATE, AdmissionOperation.UPDATE);
    }

    @Override
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        ObjectNode spec = Tree.createObject(attributes.object(), "spec");
        for (String taint : TAINTS) {
            if (!tolerates(spec, taint)) {
                Tree.createList(spec, "tolerations")
                        .addObject()
                        .put("effect", "NoExecute")
                        .put("key", taint)
                        .put("operator", "Exists")
                        .put("tolerationSeconds", SECONDS);
            }
        }
        return InTurn.DONE;
    }

    private static boolean tolerates(ObjectNode spec, String taint) {
        for (JsonNode toleration : Tree.get(spec, "tolerations")) {
            String key = Tree.text(toleration, "key");
            String effect = Tree.text(toleration, "effect");
            if ((key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"))) {
                return true;
            }
        }
        return false;
    }
}
