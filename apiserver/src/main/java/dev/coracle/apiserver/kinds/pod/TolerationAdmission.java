package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;

/** The DefaultTolerationSeconds admission plugin: a pod stays five minutes on a node that is lost. */
final class TolerationAdmission {
    private static final String[] TAINTS = {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"};
    private static final int SECONDS = 300;

    private TolerationAdmission() {}

    static void admit(ObjectNode spec) {
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
