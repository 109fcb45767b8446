package dev.coracle.apiserver.kinds.apiextensions;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.ApprovalPolicy;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.NameRule;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of a CustomResourceDefinition: upstream's validation (v1.36), with its words. Stateless. */
final class DefinitionValidation {
    private static final String APPROVAL = "api-approved.kubernetes.io";

    private static final FieldRule GROUP = field("group").required().to(DefinitionValidation::group);
    private static final FieldRule SCOPE = field("scope").required().oneOf("Cluster", "Namespaced");
    private static final FieldRule SCHEMA = field("openAPIV3Schema").present("");
    private static final FieldRule SCHEMAS = each("versions").to(version -> SCHEMA.check(version.at("schema")));
    private static final FieldRule NAMES = all(
            field("plural").unlessEmpty().to(DefinitionValidation::label),
            field("singular").unlessEmpty().to(DefinitionValidation::label),
            field("kind").unlessEmpty().to(DefinitionValidation::kind),
            field("listKind").unlessEmpty().to(DefinitionValidation::kind),
            each("shortNames").to(DefinitionValidation::label),
            DefinitionValidation::listKind,
            each("categories").to(DefinitionValidation::label));
    private static final FieldRule ALL_NAMES =
            required("plural", "singular", "kind", "listKind").and(NAMES);

    private DefinitionValidation() {}

    /** @param old null on create */
    static void validate(ObjectNode crd, @Nullable ObjectNode old, FieldErrors errors) {
        Field root = Field.of(crd, errors);
        Field spec = root.at("spec");
        Field name = root.at("metadata", "name");
        String wanted = spec.at("names").text("plural") + "." + spec.text("group");
        if (old == null && !name.text().equals(wanted)) {
            name.invalid(name.text(), "must be spec.names.plural+\".\"+spec.group");
        }
        spec(spec, old);
        if (old != null) {
            immutable(spec, old);
        }
        acceptedNames(root);
        storedVersions(root);
        approval(root, old);
        if (spec.flag("preserveUnknownFields")
                && (old == null || !Tree.flag(Tree.spec(old), "preserveUnknownFields"))) {
            spec.at("preserveUnknownFields")
                    .invalid("cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                            + " spec.versions[*].schema instead");
        }
    }

    private static void spec(Field spec, @Nullable ObjectNode old) {
        GROUP.check(spec);
        SCOPE.check(spec);
        SCHEMAS.check(spec);
        JsonNode versions = spec.at("versions").node();
        if (spec.flag("preserveUnknownFields") && hasDefaults(versions)) {
            spec.at("preserveUnknownFields").invalid("must be false in order to use defaults in the schema");
        }
        Set<String> hoisted = hoisted(versions);
        versions(spec.at("versions"), hoisted);
        Field first = spec.at("versions").item(0);
        if (first.isPresent()) {
            label(spec.at("version").with(first.at("name").node()));
        }
        ALL_NAMES.check(spec.at("names"));
        if (first.isPresent()) {
            VersionValidation.validateCommon(spec.with(first.node()), hoisted);
        }
        ConversionValidation.validate(spec.at("conversion"), old);
    }

    private static void group(Field group) {
        List<String> wrong = NameRule.DNS_SUBDOMAIN.check(group.text(), false);
        if (!wrong.isEmpty()) {
            group.invalid(String.join(",", wrong));
        } else if (group.text().indexOf('.') < 0) {
            group.invalid("should be a domain with at least one dot");
        }
    }

    private static void versions(Field versions, Set<String> hoisted) {
        Set<String> names = new HashSet<>();
        int stored = 0;
        for (Field version : versions.each()) {
            stored += version.flag("storage") ? 1 : 0;
            names.add(version.text("name"));
            label(version.at("name"));
            VersionValidation.validate(version, hoisted);
        }
        if (names.size() < versions.size()) {
            versions.invalid(shown(versions.node(), hoisted), "must contain unique version names");
        }
        if (stored != 1) {
            versions.invalid(
                    shown(versions.node(), hoisted), "must have exactly one version marked as storage version");
        }
    }

    /** The versions as they print: what is alike in all of them, the internal type has elsewhere. */
    private static JsonNode shown(JsonNode versions, Set<String> hoisted) {
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        for (JsonNode version : versions) {
            ObjectNode own = version.deepCopy();
            own.remove(hoisted);
            shown.add(InternalForm.of("CustomResourceDefinitionVersion", own));
        }
        return shown;
    }

    private static boolean hasDefaults(JsonNode versions) {
        for (JsonNode version : versions) {
            if (setsDefault(Tree.get(version, "schema", "openAPIV3Schema"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean setsDefault(JsonNode schema) {
        boolean found = Tree.has(schema, "default")
                || setsDefault(schema, "items")
                || setsDefault(schema, "additionalProperties");
        for (Map.Entry<String, JsonNode> property : Tree.entries(Tree.get(schema, "properties"))) {
            found = found || setsDefault(property.getValue());
        }
        return found;
    }

    private static boolean setsDefault(JsonNode schema, String field) {
        JsonNode inner = Tree.get(schema, field);
        return inner.isObject() && setsDefault(inner);
    }

    /** What all versions have alike. */
    private static Set<String> hoisted(JsonNode versions) {
        Set<String> alike =
                new HashSet<>(List.of("schema", "subresources", "additionalPrinterColumns", "selectableFields"));
        for (JsonNode version : versions) {
            alike.removeIf(field -> !Tree.get(version, field).equals(Tree.get(versions.get(0), field)));
        }
        return alike;
    }

    private static void immutable(Field spec, ObjectNode old) {
        Field before = Field.spec(old, spec.errors());
        if (isEstablished(old)) {
            spec.at("scope").unchanged(before.at("scope"));
            spec.at("names", "kind").unchanged(before.at("names", "kind"));
        }
        spec.at("group").unchanged(before.at("group"));
        spec.at("names", "plural").unchanged(before.at("names", "plural"));
    }

    static boolean isEstablished(JsonNode crd) {
        for (JsonNode condition : Tree.get(Tree.status(crd), "conditions")) {
            if (Tree.text(condition, "type").equals("Established")) {
                return Tree.text(condition, "status").equals("True");
            }
        }
        return false;
    }

    static void acceptedNames(Field crd) {
        NAMES.check(crd.at("status", "acceptedNames"));
    }

    private static void kind(Field kind) {
        List<String> wrong = NameRule.DNS_1035_LABEL.check(kind.text().toLowerCase(Locale.ROOT), false);
        if (!wrong.isEmpty()) {
            kind.invalid("may have mixed case, but should otherwise match: " + String.join(",", wrong));
        }
    }

    private static void listKind(Field names) {
        Field listKind = names.at("listKind");
        if (!names.isEmpty("kind") && names.text("kind").equals(listKind.text())) {
            listKind.invalid("kind and listKind may not be the same");
        }
    }

    private static void label(Field name) {
        List<String> wrong = NameRule.DNS_1035_LABEL.check(name.text(), false);
        if (!wrong.isEmpty()) {
            name.invalid(name.text(), String.join(",", wrong));
        }
    }

    private static void storedVersions(Field crd) {
        Field stored = crd.at("status", "storedVersions");
        if (stored.isEmpty()) {
            stored.invalid("must have at least one stored version");
            return;
        }
        Set<String> names = stored.texts();
        Set<String> known = new HashSet<>();
        for (Field version : crd.at("spec").each("versions")) {
            String name = version.text("name");
            known.add(name);
            if (version.flag("storage") && !names.contains(name)) {
                stored.invalid("must have the storage version " + name);
            }
        }
        for (Field version : stored.each()) {
            String name = version.text();
            if (!known.contains(name)) {
                version.invalid("missing from spec.versions; " + name
                        + " was previously a storage version, and must remain in spec.versions until a storage"
                        + " migration ensures no data remains persisted in " + name + " and removes " + name
                        + " from status.storedVersions");
            }
        }
    }

    /** A group of the community's needs its approval, unless the definition was let in without. */
    private static void approval(Field crd, @Nullable ObjectNode old) {
        if (old != null && ApprovalPolicy.refusal(old).isPresent()) {
            return;
        }
        ApprovalPolicy.refusal(crd.node()).ifPresent(message -> {
            Field approval = crd.at("metadata", "annotations").key(APPROVAL);
            if (approval.isEmpty()) {
                approval.required(message);
            } else {
                approval.invalid(message);
            }
        });
    }
}
