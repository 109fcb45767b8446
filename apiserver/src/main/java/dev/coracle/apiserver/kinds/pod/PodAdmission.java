package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.quota.LimitRanger;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;

/** The admission plugins a real server runs on new pods by default, in its order. */
final class PodAdmission {
    static final GroupResource PODS = new GroupResource("", "pods");

    private PodAdmission() {}

    static void admit(WriteContext context, ObjectNode pod) {
        ObjectNode spec = Tree.createObject(pod, "spec");
        LimitRanger.setDefaults(context, pod);
        ServiceAccountAdmission.admit(context, pod, spec);
        PriorityAdmission.admit(context, pod, spec);
        TolerationAdmission.admit(spec);
        RuntimeClassAdmission.admit(context, pod, spec);
    }

    /** What those plugins do that look at updates, too. */
    static void admitUpdate(ObjectNode pod, ObjectNode old) {
        ObjectNode spec = Tree.createObject(pod, "spec");
        PriorityAdmission.keep(spec, Tree.spec(old));
        TolerationAdmission.admit(spec);
    }

    /** What the plugins hold a valid pod to. */
    static void check(WriteContext context, ObjectNode pod) {
        LimitRanger.checkPod(context, pod);
        RuntimeClassAdmission.check(pod, Tree.spec(pod));
    }

    static ApiException forbidden(ObjectNode pod, String why) {
        String name = Tree.name(pod);
        String prefix = Tree.text(Tree.metadata(pod), "generateName");
        return ApiException.forbidden(PODS, name.isEmpty() ? prefix : name, why);
    }
}
