package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.ClaimSpecs;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.Field;
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

    private final Field annotations;
    private final Field spec;
    private final boolean ofTemplate;
    private final List<String> warnings = new ArrayList<>(0);

    private PodWarnings(Field pod, boolean ofTemplate) {
        this.annotations = pod.at("metadata", "annotations");
        this.spec = pod.at("spec");
        this.ofTemplate = ofTemplate;
    }

    static List<String> ofPod(JsonNode pod) {
        List<String> warnings = new ArrayList<>(0);
        String name = Tree.name(pod);
        List<String> wrong = DnsNames.label(name, false);
        if (!name.isEmpty() && !wrong.isEmpty()) {
            warnings.add("metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
                    + "a DNS label is recommended: [" + String.join(" ", wrong) + "]");
        }
        warnings.addAll(new PodWarnings(Field.of(pod, new FieldErrors()), false).collect());
        return warnings;
    }

    static List<String> ofTemplate(JsonNode template, String path) {
        return new PodWarnings(Field.of(template, Path.of(path), new FieldErrors()), true).collect();
    }

    private List<String> collect() {
        nodeSelection();
        spec.each("topologySpreadConstraints").forEach(this::spread);
        for (String[] deprecated : DEPRECATED_ANNOTATIONS) {
            deprecated(deprecated[0], deprecated[1]);
        }
        spec.each("volumes").forEach(this::volume);
        VolumePathWarnings.collect(spec.at("volumes").node(), warnings);
        duplicates("hostAliases", "ip");
        duplicates("imagePullSecrets", "name");
        for (Field secret : spec.each("imagePullSecrets")) {
            if (secret.isEmpty("name")) {
                add(secret.at("name"), "invalid empty name \"\"");
            }
        }
        fractions(spec.at("overhead"));
        if (!spec.at("securityContext").has("seccompProfile")) {
            seccomp(PodAnnotations.SECCOMP_POD);
        }
        PodContainers.visit(spec, this::container);
        warnings.addAll(new PortWarnings(spec).collect());
        if (spec.number("terminationGracePeriodSeconds") < 0) {
            add(
                    spec.at("terminationGracePeriodSeconds"),
                    "must be >= 0; negative values are invalid and will be treated as 1");
        }
        podAffinity(spec.at("affinity", "podAffinity"));
        podAffinity(spec.at("affinity", "podAntiAffinity"));
        return warnings;
    }

    private void add(Field at, String text) {
        warnings.add(at.path() + ": " + text);
    }

    private void deprecated(String annotation, String text) {
        if (annotations.node().has(annotation)) {
            add(annotations.key(annotation), text);
        }
    }

    private void nodeSelection() {
        for (Map.Entry<String, JsonNode> label :
                Tree.entries(spec.at("nodeSelector").node())) {
            String text = NodeLabels.deprecation(label.getKey());
            if (!text.isEmpty()) {
                add(spec.at("nodeSelector").key(label.getKey()), text);
            }
        }
        Field affinity = spec.at("affinity", "nodeAffinity");
        for (Field term : affinity.at(REQUIRED).each("nodeSelectorTerms")) {
            NodeLabels.warnings(term, false, warnings);
        }
        for (Field preferred : affinity.each(PREFERRED)) {
            NodeLabels.warnings(preferred.at("preference"), true, warnings);
        }
    }

    private void spread(Field constraint) {
        String key = constraint.text("topologyKey");
        String text = NodeLabels.deprecation(key);
        if (!text.isEmpty()) {
            add(constraint.at("topologyKey"), key + " is " + text);
        }
        selects(constraint);
    }

    private void selects(Field term) {
        if (!term.has("labelSelector")) {
            add(term.at("labelSelector"), "a null labelSelector results in matching no pod");
        }
    }

    private void volume(Field volume) {
        for (String[] deprecated : DEPRECATED_VOLUMES) {
            if (!volume.has(deprecated[0])) {
                continue;
            }
            if (deprecated[0].equals("ephemeral")) {
                Field claim = volume.at("ephemeral", "volumeClaimTemplate").at("spec");
                warnings.addAll(ClaimSpecs.warnings(claim.node(), claim.path().toString()));
            } else {
                add(volume.at(deprecated[1]), deprecated[2]);
            }
        }
    }

    private void duplicates(String list, String field) {
        Set<String> seen = new HashSet<>();
        for (Field item : spec.each(list)) {
            String value = item.text(field);
            if (!seen.add(value)) {
                add(item.at(field), "duplicate " + field + " \"" + value + "\"");
            }
        }
    }

    private void fractions(Field amounts) {
        fraction(amounts, "memory");
        fraction(amounts, "ephemeral-storage");
    }

    private void fraction(Field amounts, String name) {
        JsonNode amount = Tree.get(amounts.node(), name);
        if (!amount.isMissingNode() && !Quantity.of(amount).isInteger()) {
            add(amounts.key(name), "fractional byte value \"" + amount.asText() + "\" is invalid, must be an integer");
        }
    }

    private void seccomp(String annotation) {
        deprecated(annotation, "non-functional in v1.27+; use the \"seccompProfile\" field instead");
    }

    private void container(Field container) {
        Field context = container.at("securityContext");
        String name = container.text("name");
        if (!context.has("seccompProfile")) {
            seccomp(PodAnnotations.SECCOMP_CONTAINER + name);
        }
        // A pod's own annotations are turned into fields, with a warning, when it is created.
        if (ofTemplate && !context.has("appArmorProfile")) {
            appArmor(PodAnnotations.APP_ARMOR + name);
        }
        Field limits = container.at("resources", "limits");
        Field requests = container.at("resources", "requests");
        for (String amount : List.of("memory", "ephemeral-storage")) {
            fraction(limits, amount);
            fraction(requests, amount);
        }
        environment(container);
    }

    private void appArmor(String annotation) {
        JsonNode ofPod = spec.at("securityContext", "appArmorProfile").node();
        JsonNode meant = AppArmorSkew.field(annotations.text(annotation));
        if (ofPod.isMissingNode() || meant == null || !Tree.same(ofPod, meant)) {
            deprecated(annotation, "deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
    }

    private void environment(Field container) {
        Set<String> names = new HashSet<>();
        for (Field variable : container.each("env")) {
            String name = variable.text("name");
            if (!names.add(name)) {
                // A value that refers to the one before extends it and loses nothing.
                String reference = "$(" + name + ")";
                String value = variable.text("value");
                boolean extending = value.contains(reference) && !value.equals(reference);
                if (variable.has("valueFrom") || !extending) {
                    add(
                            variable,
                            "hides previous definition of \"" + name + "\", which may be dropped when using apply");
                }
            }
        }
    }

    private void podAffinity(Field affinity) {
        affinity.each(REQUIRED).forEach(this::selects);
        affinity.each(PREFERRED).forEach(weighted -> selects(weighted.at("podAffinityTerm")));
    }
}
