package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;

/** Pods under test, in a namespace that has a default service account whose token no pod mounts. */
final class Pods {
    static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");

    private Pods() {}

    static Kinds kind() {
        Kinds pods = Kinds.of("", "pods");
        pods.write().with(ACCOUNTS, "default", "default", Tree.newObject().put("automountServiceAccountToken", false));
        return pods;
    }

    /** A pod of one container, which {@code container} adds to in flow style, and {@code spec} likewise. */
    static String manifest(String container, String spec) {
        return "metadata: {name: web, namespace: default}\nspec: {containers: [{name: c, image: 'nginx:1'"
                + (container.isEmpty() ? "" : ", " + container)
                + "}]"
                + (spec.isEmpty() ? "" : ", " + spec)
                + "}";
    }

    static ObjectNode create(Kinds pods, String container, String spec) {
        return pods.create(manifest(container, spec));
    }
}
