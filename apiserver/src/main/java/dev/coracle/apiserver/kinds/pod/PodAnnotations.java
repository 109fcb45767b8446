package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.gotext.MalformedException;
import dev.coracle.machinery.tree.Tree;
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
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final String TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations";

    private PodAnnotations() {}

    static void validate(JsonNode annotations, JsonNode spec, Path path, FieldErrors errors) {
        if (annotations.isEmpty()) {
            return;
        }
        if (annotations.has(MIRROR) && Tree.isEmpty(spec, "nodeName")) {
            errors.invalid(
                    path.key(MIRROR),
                    Tree.text(annotations, MIRROR),
                    "must set spec.nodeName if mirror pod annotation is set");
        }
        tolerations(Tree.text(annotations, TOLERATIONS), path, errors);
        String cost = Tree.text(annotations, DELETION_COST);
        if (annotations.has(DELETION_COST) && !isInt(cost)) {
            errors.invalid(path.key(DELETION_COST), cost, "must be a 32bit integer");
        }
        for (Map.Entry<String, JsonNode> entry : Tree.entries(annotations)) {
            String key = entry.getKey();
            String value = entry.getValue().asText();
            if (key.equals(SECCOMP_POD) || key.startsWith(SECCOMP_CONTAINER)) {
                seccomp(value, path.child(key), errors);
            } else if (key.startsWith(APP_ARMOR)) {
                appArmor(key, value, spec, path.key(key), errors);
            }
        }
    }

    private static void tolerations(String text, Path path, FieldErrors errors) {
        if (text.isEmpty()) {
            return;
        }
        try {
            Taints.tolerations(JsonSyntax.read(text.getBytes(StandardCharsets.UTF_8)), path.child(TOLERATIONS), errors);
        } catch (MalformedException e) {
            errors.invalid(path, TOLERATIONS, e.getMessage());
        }
    }

    private static void seccomp(String profile, Path path, FieldErrors errors) {
        if (profile.startsWith("localhost/")) {
            VolumePaths.descending(profile.substring("localhost/".length()), path, errors);
        } else if (!profile.equals("runtime/default")
                && !profile.equals("docker/default")
                && !profile.equals("unconfined")) {
            errors.invalid(path, profile, "must be a valid seccomp profile");
        }
    }

    private static void appArmor(String key, String profile, JsonNode spec, Path path, FieldErrors errors) {
        String container = key.substring(APP_ARMOR.length());
        boolean[] found = new boolean[1];
        PodContainers.visit(
                spec, path, (each, at) -> found[0] |= Tree.text(each, "name").equals(container));
        if (!found[0]) {
            errors.invalid(path, container, "container not found");
        }
        boolean known = profile.isEmpty()
                || profile.equals("runtime/default")
                || profile.equals("unconfined")
                || profile.startsWith("localhost/");
        if (!known) {
            errors.invalid(path, profile, "invalid AppArmor profile name: \"" + profile + "\"");
        }
    }

    /** Where an annotation and a field speak of the same profile, they must say the same. */
    static void agreeWithFields(JsonNode annotations, JsonNode spec, Path path, FieldErrors errors) {
        if (annotations.isEmpty()) {
            return;
        }
        JsonNode context = Tree.get(spec, "securityContext");
        seccomp(annotations.get(SECCOMP_POD), context, path, errors);
        PodContainers.visit(
                spec,
                path,
                (container, at) -> seccomp(
                        annotations.get(SECCOMP_CONTAINER + Tree.text(container, "name")),
                        Tree.get(container, "securityContext"),
                        at,
                        errors));
        if (Tree.text(Tree.get(spec, "os"), "name").equals("windows")) {
            return;
        }
        PodContainers.visit(spec, path, (container, at) -> {
            JsonNode annotation = annotations.get(APP_ARMOR + Tree.text(container, "name"));
            JsonNode own = Tree.get(container, "securityContext", "appArmorProfile");
            JsonNode profile = own.isMissingNode() ? Tree.get(context, "appArmorProfile") : own;
            if (annotation != null && !profile.isMissingNode()) {
                agree("apparmor", annotation.asText(), profile, errors, at.child("securityContext"));
            }
        });
    }

    private static void seccomp(@Nullable JsonNode annotation, JsonNode context, Path at, FieldErrors errors) {
        JsonNode profile = Tree.get(context, "seccompProfile");
        if (annotation != null && !profile.isMissingNode()) {
            agree("seccomp", annotation.asText(), profile, errors, at.child("securityContext"));
        }
    }

    private static void agree(String what, String annotation, JsonNode profile, FieldErrors errors, Path context) {
        boolean seccomp = what.equals("seccomp");
        Path path = context.child(seccomp ? "seccompProfile" : "appArmorProfile");
        String type = Tree.text(profile, "type");
        boolean match = switch (type) {
            case "Unconfined" -> annotation.equals("unconfined");
            case "RuntimeDefault" ->
                annotation.equals("runtime/default") || (seccomp && annotation.equals("docker/default"));
            case "Localhost" -> annotation.startsWith("localhost/");
            default -> true;
        };
        if (!match) {
            errors.forbidden(path.child("type"), what + " type in annotation and field must match");
        } else if (type.equals("Localhost")
                && !annotation.equals("localhost/" + Tree.text(profile, "localhostProfile"))) {
            errors.forbidden(path.child("localhostProfile"), what + " profile in annotation and field must match");
        }
    }

    /** Annotations that may not be added, changed or taken away while the pod lives. */
    static void validateUpdate(JsonNode now, JsonNode before, Path path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(before)) {
            String key = entry.getKey();
            if (!entry.getValue().equals(now.get(key))) {
                if (key.startsWith(APP_ARMOR)) {
                    errors.forbidden(path.key(key), "may not remove or update AppArmor annotations");
                } else if (key.equals(MIRROR)) {
                    errors.forbidden(path.key(key), "may not remove or update mirror pod annotation");
                }
            }
        }
        for (Map.Entry<String, JsonNode> entry : Tree.entries(now)) {
            String key = entry.getKey();
            if (!before.has(key)) {
                if (key.startsWith(APP_ARMOR)) {
                    errors.forbidden(path.key(key), "may not add AppArmor annotations");
                } else if (key.equals(MIRROR)) {
                    errors.forbidden(path.key(key), "may not add mirror pod annotation");
                }
            }
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
