package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import java.util.ArrayList;
import java.util.List;

/** Warnings about workloads: about names that become parts of host names, and about templates that were changed. */
public final class WorkloadWarnings {
    private WorkloadWarnings() {}

    /** What to say of a name that pods will have in theirs; nothing for a DNS label. */
    public static List<String> name(ObjectNode object) {
        List<String> wrong = DnsNames.label(Tree.name(object), false);
        return wrong.isEmpty()
                ? List.of()
                : List.of("metadata.name: this is used in Pod names and hostnames, which can result in surprising"
                        + " behavior; a DNS label is recommended: [" + String.join(" ", wrong) + "]");
    }

    static List<String> template(ObjectNode object) {
        return PodTemplates.warnings(Tree.get(Tree.spec(object), "template"), "spec.template");
    }

    static List<String> nameAndTemplate(ObjectNode object) {
        List<String> warnings = new ArrayList<>(name(object));
        warnings.addAll(template(object));
        return warnings;
    }

    /** Whether an update changed what was asked for. */
    public static boolean changed(ObjectNode object, ObjectNode old) {
        return Tree.number(Tree.metadata(object), "generation") != Tree.number(Tree.metadata(old), "generation");
    }

    static List<String> changedTemplate(ObjectNode object, ObjectNode old) {
        return changed(object, old) ? template(object) : List.of();
    }
}
