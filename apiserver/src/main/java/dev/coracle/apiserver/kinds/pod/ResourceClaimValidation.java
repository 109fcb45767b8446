package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.NameRule;
import java.util.HashSet;
import java.util.Set;

/** The claims on devices that a pod shares out to its containers. */
final class ResourceClaimValidation {
    private static final FieldRule SOURCES = all(
            field("resourceClaimName").optional().dnsSubdomain(),
            field("resourceClaimTemplateName").optional().dnsSubdomain());

    private ResourceClaimValidation() {}

    /** @param pod missing for a template */
    static void validate(Field claims, JsonNode pod) {
        boolean isStatic = Tree.has(Tree.get(Tree.metadata(pod), "annotations"), PodAnnotations.MIRROR);
        Set<String> seen = new HashSet<>();
        for (Field claim : claims.each()) {
            if (isStatic) {
                claims.errors().forbidden(Path.of(""), "static pods do not support resource claims");
            } else {
                claim(claim, seen);
            }
        }
    }

    private static void claim(Field claim, Set<String> seen) {
        Field name = claim.at("name");
        if (!name.isEmpty() && !seen.add(name.text())) {
            name.duplicate();
        } else {
            name.requiredName(NameRule.DNS_LABEL);
        }
        boolean byName = claim.has("resourceClaimName");
        if (byName == claim.has("resourceClaimTemplateName")) {
            claim.invalid(
                    InternalForm.of("PodResourceClaim", claim.node()),
                    byName
                            ? "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
                            : "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
        }
        SOURCES.check(claim);
    }
}
