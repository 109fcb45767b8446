package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.ClaimSpecs;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.NodeLabels;
import dev.coracle.machinery.validation.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Texts for what is valid but hardly meant: upstream's pod warnings (pkg/api/pod, v1.36), in its order. */
final class PodWarnings {
    private static final String[][] DEPRECATED_ANNOTATIONS = {
        {
            "scheduler.alpha.kubernetes.io/critical-pod",
            "non-functional in v1.16+; use the \"priorityClassName\" field instead"
        },
        {"security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"},
        {"security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"}
    };
    private static final String[][] DEPRECATED_VOLUMES = {
        {"photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"},
        {"gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"},
        {"scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"},
        {"flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"},
        {"storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"},
        {"quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"},
        {"glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"},
        {"ephemeral", "", ""},
        {"cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"},
        {"rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"}
    };
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private final JsonNode spec;
    private final JsonNode annotations;
    /** Ends in a dot, or is empty. */
    private final String prefix;

    private final List<String> warnings = new ArrayList<>(0);

    private PodWarnings(JsonNode pod, String prefix) {
        this.spec = Tree.spec(pod);
        this.annotations = Tree.get(Tree.metadata(pod), "annotations");
        this.prefix = prefix;
    }

    static List<String> ofPod(JsonNode pod) {
        List<String> warnings = new ArrayList<>(0);
        String name = Tree.name(pod);
        List<String> wrong = DnsNames.label(name, false);
        if (!name.isEmpty() && !wrong.isEmpty()) {
            warnings.add("metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
                    + "a DNS label is recommended: [" + String.join(" ", wrong) + "]");
        }
        warnings.addAll(new PodWarnings(pod, "").collect());
        return warnings;
    }

    /** @param prefix the template's path and a dot */
    static List<String> ofTemplate(JsonNode template, String prefix) {
        return new PodWarnings(template, prefix).collect();
    }

    private List<String> collect() {
        nodeSelection();
        spread();
        for (String[] deprecated : DEPRECATED_ANNOTATIONS) {
            if (annotations.has(deprecated[0])) {
                add("metadata.annotations[" + deprecated[0] + "]", deprecated[1]);
            }
        }
        volumes();
        VolumePathWarnings.collect(Tree.get(spec, "volumes"), warnings);
        duplicates("hostAliases", "ip");
        duplicates("imagePullSecrets", "name");
        int i = 0;
        for (JsonNode secret : Tree.get(spec, "imagePullSecrets")) {
            if (Tree.isEmpty(secret, "name")) {
                add("spec.imagePullSecrets[" + i + "].name", "invalid empty name \"\"");
            }
            i++;
        }
        fractions(Tree.get(spec, "overhead"), "spec.overhead");
        if (!Tree.has(Tree.get(spec, "securityContext"), "seccompProfile")) {
            seccomp(PodAnnotations.SECCOMP_POD);
        }
        eachContainer(this::container);
        warnings.addAll(new PortWarnings(spec, prefix).collect());
        if (Tree.number(spec, "terminationGracePeriodSeconds") < 0) {
            add(
                    "spec.terminationGracePeriodSeconds",
                    "must be >= 0; negative values are invalid and will be treated as 1");
        }
        podAffinity("podAffinity");
        podAffinity("podAntiAffinity");
        return warnings;
    }

    private void add(String path, String text) {
        warnings.add(prefix + path + ": " + text);
    }

    private void nodeSelection() {
        for (Map.Entry<String, JsonNode> label : Tree.entries(Tree.get(spec, "nodeSelector"))) {
            String text = NodeLabels.deprecation(label.getKey());
            if (!text.isEmpty()) {
                add("spec.nodeSelector[" + label.getKey() + "]", text);
            }
        }
        JsonNode affinity = Tree.get(spec, "affinity", "nodeAffinity");
        String path = prefix + "spec.affinity.nodeAffinity.";
        int i = 0;
        for (JsonNode term : Tree.get(affinity, REQUIRED, "nodeSelectorTerms")) {
            NodeLabels.warnings(term, false, path + REQUIRED + ".nodeSelectorTerms[" + i++ + "]", warnings);
        }
        i = 0;
        for (JsonNode term : Tree.get(affinity, PREFERRED)) {
            String at = path + PREFERRED + "[" + i++ + "].preference";
            NodeLabels.warnings(Tree.get(term, "preference"), true, at, warnings);
        }
    }

    private void spread() {
        int i = 0;
        for (JsonNode constraint : Tree.get(spec, "topologySpreadConstraints")) {
            String at = "spec.topologySpreadConstraints[" + i++ + "].";
            String key = Tree.text(constraint, "topologyKey");
            String text = NodeLabels.deprecation(key);
            if (!text.isEmpty()) {
                add(at + "topologyKey", key + " is " + text);
            }
            if (!Tree.has(constraint, "labelSelector")) {
                add(at + "labelSelector", "a null labelSelector results in matching no pod");
            }
        }
    }

    private void volumes() {
        int i = 0;
        for (JsonNode volume : Tree.get(spec, "volumes")) {
            String at = "spec.volumes[" + i++ + "].";
            for (String[] deprecated : DEPRECATED_VOLUMES) {
                if (!Tree.has(volume, deprecated[0])) {
                    continue;
                }
                if (deprecated[0].equals("ephemeral")) {
                    JsonNode claim = Tree.get(volume, "ephemeral", "volumeClaimTemplate", "spec");
                    warnings.addAll(ClaimSpecs.warnings(claim, prefix + at + "ephemeral.volumeClaimTemplate.spec"));
                } else {
                    add(at + deprecated[1], deprecated[2]);
                }
            }
        }
    }

    private void duplicates(String list, String field) {
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode item : Tree.get(spec, list)) {
            String value = Tree.text(item, field);
            if (!seen.add(value)) {
                add("spec." + list + "[" + i + "]." + field, "duplicate " + field + " \"" + value + "\"");
            }
            i++;
        }
    }

    private void fractions(JsonNode amounts, String path) {
        for (String name : new String[] {"memory", "ephemeral-storage"}) {
            fraction(amounts, name, path);
        }
    }

    private void fraction(JsonNode amounts, String name, String path) {
        JsonNode amount = Tree.get(amounts, name);
        if (!amount.isMissingNode() && !Quantity.of(amount).isInteger()) {
            add(
                    path + "[" + name + "]",
                    "fractional byte value \"" + amount.asText() + "\" is invalid, must be an integer");
        }
    }

    private void seccomp(String key) {
        if (annotations.has(key)) {
            add(
                    "metadata.annotations[" + key + "]",
                    "non-functional in v1.27+; use the \"seccompProfile\" field instead");
        }
    }

    /** Something said of a container at a path. */
    @FunctionalInterface
    private interface Visitor {
        void visit(JsonNode container, String path);
    }

    private void eachContainer(Visitor visitor) {
        for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
            int i = 0;
            for (JsonNode container : Tree.get(spec, list)) {
                visitor.visit(container, "spec." + list + "[" + i++ + "]");
            }
        }
    }

    private void container(JsonNode container, String path) {
        JsonNode context = Tree.get(container, "securityContext");
        String name = Tree.text(container, "name");
        if (!Tree.has(context, "seccompProfile")) {
            seccomp(PodAnnotations.SECCOMP_CONTAINER + name);
        }
        String key = PodAnnotations.APP_ARMOR + name;
        // A pod's own annotations are turned into fields, with a warning, when it is created.
        if (!prefix.isEmpty() && !Tree.has(context, "appArmorProfile") && annotations.has(key)) {
            JsonNode ofPod = Tree.get(spec, "securityContext", "appArmorProfile");
            JsonNode meant = AppArmorSkew.field(Tree.text(annotations, key));
            if (ofPod.isMissingNode() || meant == null || !Tree.same(ofPod, meant)) {
                add(
                        "metadata.annotations[" + key + "]",
                        "deprecated since v1.30; use the \"appArmorProfile\" field instead");
            }
        }
        JsonNode resources = Tree.get(container, "resources");
        for (String amount : new String[] {"memory", "ephemeral-storage"}) {
            fraction(Tree.get(resources, "limits"), amount, path + ".resources.limits");
            fraction(Tree.get(resources, "requests"), amount, path + ".resources.requests");
        }
        environment(Tree.get(container, "env"), path);
    }

    private void environment(JsonNode variables, String path) {
        Set<String> names = new HashSet<>();
        int i = 0;
        for (JsonNode variable : variables) {
            String name = Tree.text(variable, "name");
            if (!names.add(name)) {
                // A value that refers to the one before extends it and loses nothing.
                String reference = "$(" + name + ")";
                String value = Tree.text(variable, "value");
                boolean extending = value.contains(reference) && !value.equals(reference);
                if (Tree.has(variable, "valueFrom") || !extending) {
                    add(
                            path + ".env[" + i + "]",
                            "hides previous definition of \"" + name + "\", which may be dropped when using apply");
                }
            }
            i++;
        }
    }

    private void podAffinity(String kind) {
        for (String list : new String[] {REQUIRED, PREFERRED}) {
            int i = 0;
            for (JsonNode item : Tree.get(spec, "affinity", kind, list)) {
                String below = list.equals(REQUIRED) ? "" : ".podAffinityTerm";
                JsonNode term = below.isEmpty() ? item : Tree.get(item, "podAffinityTerm");
                if (!Tree.has(term, "labelSelector")) {
                    add(
                            "spec.affinity." + kind + "." + list + "[" + i + "]" + below + ".labelSelector",
                            "a null labelSelector results in matching no pod");
                }
                i++;
            }
        }
    }
}
