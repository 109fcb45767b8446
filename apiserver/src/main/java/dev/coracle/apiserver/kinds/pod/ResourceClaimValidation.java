package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Names;
import java.util.HashSet;
import java.util.Set;

/** The claims on devices that a pod shares out to its containers. */
final class ResourceClaimValidation {
    private static final String[] SOURCES = {"resourceClaimName", "resourceClaimTemplateName"};

    private ResourceClaimValidation() {}

    /** @param pod missing for a template */
    static void validate(JsonNode spec, JsonNode pod, Path path, FieldErrors errors) {
        boolean isStatic = Tree.has(Tree.get(Tree.metadata(pod), "annotations"), "kubernetes.io/config.mirror");
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode claim : Tree.get(spec, "resourceClaims")) {
            if (isStatic) {
                errors.forbidden(Path.of(""), "static pods do not support resource claims");
            } else {
                claim(claim, seen, path.index(i), errors);
            }
            i++;
        }
    }

    private static void claim(JsonNode claim, Set<String> seen, Path path, FieldErrors errors) {
        String name = Tree.text(claim, "name");
        if (name.isEmpty()) {
            errors.required(path.child("name"), "");
        } else if (!seen.add(name)) {
            errors.duplicate(path.child("name"), name);
        } else {
            Names.dnsLabel(name, path.child("name"), errors);
        }
        boolean byName = Tree.has(claim, SOURCES[0]);
        boolean byTemplate = Tree.has(claim, SOURCES[1]);
        if (byName == byTemplate) {
            errors.invalid(
                    path,
                    InternalForm.of("PodResourceClaim", claim),
                    byName
                            ? "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
                            : "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
        }
        for (String field : SOURCES) {
            if (Tree.has(claim, field)) {
                Names.dnsSubdomain(Tree.text(claim, field), path.child(field), errors);
            }
        }
    }
}
