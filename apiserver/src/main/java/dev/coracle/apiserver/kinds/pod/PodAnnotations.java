package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.gotext.MalformedException;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.Taints;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Annotations that say what fields say now: mirror pods, deletion cost, tolerations, seccomp and AppArmor profiles. */
final class PodAnnotations {
    static final String MIRROR = "kubernetes.io/config.mirror";
    static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
    static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String LOCALHOST = "localhost/";
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final String TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations";

    private PodAnnotations() {}

    static void validate(Field annotations, JsonNode spec) {
        if (annotations.isEmpty()) {
            return;
        }
        Field mirror = annotations.key(MIRROR);
        if (mirror.isPresent() && Tree.isEmpty(spec, "nodeName")) {
            mirror.invalid("must set spec.nodeName if mirror pod annotation is set");
        }
        if (!annotations.isEmpty(TOLERATIONS)) {
            tolerations(annotations);
        }
        Field cost = annotations.key(DELETION_COST);
        if (cost.isPresent() && !isInt(cost.text())) {
            cost.invalid("must be a 32bit integer");
        }
        for (Field annotation : annotations.entries()) {
            String key = annotation.name();
            if (key.equals(SECCOMP_POD) || key.startsWith(SECCOMP_CONTAINER)) {
                seccomp(annotation.as(key));
            } else if (key.startsWith(APP_ARMOR)) {
                appArmor(annotation, spec);
            }
        }
    }

    private static void tolerations(Field annotations) {
        Field at = annotations.at(TOLERATIONS);
        try {
            JsonNode tolerations = JsonSyntax.read(at.text().getBytes(StandardCharsets.UTF_8));
            at.with(tolerations).each().forEach(Taints::toleration);
        } catch (MalformedException e) {
            annotations.invalid(TOLERATIONS, e.getMessage());
        }
    }

    private static void seccomp(Field profile) {
        String text = profile.text();
        if (text.startsWith(LOCALHOST)) {
            VolumePaths.descending(text.substring(LOCALHOST.length()), profile);
        } else if (!text.equals("runtime/default") && !text.equals("docker/default") && !text.equals("unconfined")) {
            profile.invalid("must be a valid seccomp profile");
        }
    }

    private static void appArmor(Field profile, JsonNode spec) {
        String container = profile.name().substring(APP_ARMOR.length());
        boolean[] found = new boolean[1];
        PodContainers.visit(
                spec, (JsonNode each) -> found[0] |= Tree.text(each, "name").equals(container));
        if (!found[0]) {
            profile.invalid(container, "container not found");
        }
        String text = profile.text();
        boolean known = text.isEmpty()
                || text.equals("runtime/default")
                || text.equals("unconfined")
                || text.startsWith(LOCALHOST);
        if (!known) {
            profile.invalid("invalid AppArmor profile name: \"" + text + "\"");
        }
    }

    /** Where an annotation and a field speak of the same profile, they must say the same. */
    static void agreeWithFields(JsonNode annotations, Field spec) {
        if (annotations.isEmpty()) {
            return;
        }
        Field ofPod = spec.at("securityContext");
        agree("seccomp", annotations.get(SECCOMP_POD), ofPod.at("seccompProfile"));
        PodContainers.visit(
                spec,
                (Field container) -> agree(
                        "seccomp",
                        annotations.get(SECCOMP_CONTAINER + container.text("name")),
                        container.at("securityContext", "seccompProfile")));
        if (spec.at("os").text("name").equals("windows")) {
            return;
        }
        PodContainers.visit(spec, (Field container) -> {
            Field own = container.at("securityContext", "appArmorProfile");
            Field profile =
                    own.isPresent() ? own : own.with(ofPod.at("appArmorProfile").node());
            agree("apparmor", annotations.get(APP_ARMOR + container.text("name")), profile);
        });
    }

    private static void agree(String what, @Nullable JsonNode annotated, Field profile) {
        if (annotated == null || !profile.isPresent()) {
            return;
        }
        String annotation = annotated.asText();
        String type = profile.text("type");
        boolean match = switch (type) {
            case "Unconfined" -> annotation.equals("unconfined");
            case "RuntimeDefault" ->
                annotation.equals("runtime/default") || (what.equals("seccomp") && annotation.equals("docker/default"));
            case "Localhost" -> annotation.startsWith(LOCALHOST);
            default -> true;
        };
        if (!match) {
            profile.at("type").forbidden(what + " type in annotation and field must match");
        } else if (type.equals("Localhost") && !annotation.equals(LOCALHOST + profile.text("localhostProfile"))) {
            profile.at("localhostProfile").forbidden(what + " profile in annotation and field must match");
        }
    }

    /** Annotations that may not be added, changed or taken away while the pod lives. */
    static void validateUpdate(Field now, JsonNode before) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(before)) {
            if (!entry.getValue().equals(now.node().get(entry.getKey()))) {
                refuse(now.key(entry.getKey()), "remove or update");
            }
        }
        for (Map.Entry<String, JsonNode> entry : Tree.entries(now.node())) {
            if (!before.has(entry.getKey())) {
                refuse(now.key(entry.getKey()), "add");
            }
        }
    }

    private static void refuse(Field annotation, String change) {
        if (annotation.name().startsWith(APP_ARMOR)) {
            annotation.forbidden("may not " + change + " AppArmor annotations");
        } else if (annotation.name().equals(MIRROR)) {
            annotation.forbidden("may not " + change + " mirror pod annotation");
        }
    }

    private static boolean isInt(String text) {
        boolean plain = !text.startsWith("+") && !(text.length() > 1 && text.startsWith("0"));
        try {
            Integer.parseInt(text);
            return plain;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
