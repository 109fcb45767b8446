package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.ApprovalPolicy;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of a CustomResourceDefinition: upstream's validation (v1.36), with its words. Stateless. */
final class DefinitionValidation {
    private static final Path SPEC = Path.of("spec");
    private static final Path STORED = Path.of("status", "storedVersions");

    private DefinitionValidation() {}

    /** @param old null on create */
    static void validate(ObjectNode crd, @Nullable ObjectNode old, FieldErrors errors) {
        JsonNode spec = Tree.spec(crd);
        if (old == null) {
            String wanted = Tree.text(Tree.get(spec, "names"), "plural") + "." + Tree.text(spec, "group");
            if (!Tree.name(crd).equals(wanted)) {
                errors.invalid(
                        Path.of("metadata", "name"), Tree.name(crd), "must be spec.names.plural+\".\"+spec.group");
            }
        }
        spec(spec, old, errors);
        if (old != null) {
            immutable(spec, old, errors);
        }
        names(Tree.get(Tree.status(crd), "acceptedNames"), Path.of("status", "acceptedNames"), errors);
        storedVersions(crd, errors);
        approval(crd, old, errors);
        if (Tree.flag(spec, "preserveUnknownFields")
                && (old == null || !Tree.flag(Tree.spec(old), "preserveUnknownFields"))) {
            errors.invalid(
                    SPEC.child("preserveUnknownFields"),
                    true,
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
                            + "spec.versions[*].schema instead");
        }
    }

    private static void spec(JsonNode spec, @Nullable ObjectNode old, FieldErrors errors) {
        String group = Tree.text(spec, "group");
        List<String> wrong = DnsNames.subdomain(group, false);
        if (group.isEmpty()) {
            errors.required(SPEC.child("group"), "");
        } else if (!wrong.isEmpty()) {
            errors.invalid(SPEC.child("group"), group, String.join(",", wrong));
        } else if (group.indexOf('.') < 0) {
            errors.invalid(SPEC.child("group"), group, "should be a domain with at least one dot");
        }
        oneOf(SPEC.child("scope"), Tree.text(spec, "scope"), List.of("Cluster", "Namespaced"), errors);
        JsonNode versions = Tree.get(spec, "versions");
        for (int i = 0; i < versions.size(); i++) {
            if (!Tree.has(Tree.get(versions.get(i), "schema"), "openAPIV3Schema")) {
                errors.required(SPEC.child("versions").index(i).child("schema").child("openAPIV3Schema"), "");
            }
        }
        if (Tree.flag(spec, "preserveUnknownFields") && hasDefaults(versions)) {
            errors.invalid(
                    SPEC.child("preserveUnknownFields"), true, "must be false in order to use defaults in the schema");
        }
        Set<String> hoisted = hoisted(versions);
        Set<String> seen = new HashSet<>();
        boolean unique = true;
        int stored = 0;
        for (int i = 0; i < versions.size(); i++) {
            JsonNode version = versions.get(i);
            Path path = SPEC.child("versions").index(i);
            String name = Tree.text(version, "name");
            stored += Tree.flag(version, "storage") ? 1 : 0;
            unique &= seen.add(name);
            label(path.child("name"), name, errors);
            VersionValidation.validate(version, hoisted, path, errors);
        }
        if (!unique) {
            errors.invalid(SPEC.child("versions"), shown(versions, hoisted), "must contain unique version names");
        }
        if (stored != 1) {
            errors.invalid(
                    SPEC.child("versions"),
                    shown(versions, hoisted),
                    "must have exactly one version marked as storage version");
        }
        if (!versions.isEmpty()) {
            label(SPEC.child("version"), Tree.text(versions.get(0), "name"), errors);
        }
        JsonNode names = Tree.get(spec, "names");
        for (String field : new String[] {"plural", "singular", "kind", "listKind"}) {
            if (Tree.text(names, field).isEmpty()) {
                errors.required(SPEC.child("names").child(field), "");
            }
        }
        names(names, SPEC.child("names"), errors);
        if (!versions.isEmpty()) {
            VersionValidation.validateCommon(versions.get(0), hoisted, SPEC, errors);
        }
        ConversionValidation.validate(Tree.get(spec, "conversion"), old, SPEC.child("conversion"), errors);
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

    private static void immutable(JsonNode spec, ObjectNode old, FieldErrors errors) {
        JsonNode before = Tree.spec(old);
        if (isEstablished(old)) {
            keep(spec, before, SPEC, "scope", errors);
            keep(Tree.get(spec, "names"), Tree.get(before, "names"), SPEC.child("names"), "kind", errors);
        }
        keep(spec, before, SPEC, "group", errors);
        keep(Tree.get(spec, "names"), Tree.get(before, "names"), SPEC.child("names"), "plural", errors);
    }

    private static void keep(JsonNode now, JsonNode before, Path path, String field, FieldErrors errors) {
        ObjectMetaValidation.immutable(Tree.get(now, field), Tree.get(before, field), path.child(field), errors);
    }

    static boolean isEstablished(JsonNode crd) {
        for (JsonNode condition : Tree.get(Tree.status(crd), "conditions")) {
            if (Tree.text(condition, "type").equals("Established")) {
                return Tree.text(condition, "status").equals("True");
            }
        }
        return false;
    }

    static void names(JsonNode names, Path path, FieldErrors errors) {
        for (String field : new String[] {"plural", "singular"}) {
            if (!Tree.text(names, field).isEmpty()) {
                label(path.child(field), Tree.text(names, field), errors);
            }
        }
        for (String field : new String[] {"kind", "listKind"}) {
            String name = Tree.text(names, field);
            List<String> wrong = DnsNames.label1035(name.toLowerCase(Locale.ROOT), false);
            if (!name.isEmpty() && !wrong.isEmpty()) {
                errors.invalid(
                        path.child(field),
                        name,
                        "may have mixed case, but should otherwise match: " + String.join(",", wrong));
            }
        }
        labels(Tree.get(names, "shortNames"), path.child("shortNames"), errors);
        String kind = Tree.text(names, "kind");
        if (!kind.isEmpty() && kind.equals(Tree.text(names, "listKind"))) {
            errors.invalid(path.child("listKind"), kind, "kind and listKind may not be the same");
        }
        labels(Tree.get(names, "categories"), path.child("categories"), errors);
    }

    private static void labels(JsonNode list, Path path, FieldErrors errors) {
        for (int i = 0; i < list.size(); i++) {
            label(path.index(i), list.get(i).asText(), errors);
        }
    }

    private static void label(Path path, String name, FieldErrors errors) {
        List<String> wrong = DnsNames.label1035(name, false);
        if (!wrong.isEmpty()) {
            errors.invalid(path, name, String.join(",", wrong));
        }
    }

    static void oneOf(Path path, String value, List<String> accepted, FieldErrors errors) {
        if (value.isEmpty()) {
            errors.required(path, "");
        } else if (!accepted.contains(value)) {
            errors.notSupported(path, value, accepted);
        }
    }

    private static void storedVersions(ObjectNode crd, FieldErrors errors) {
        JsonNode stored = Tree.get(Tree.status(crd), "storedVersions");
        if (stored.isEmpty()) {
            errors.invalid(STORED, stored, "must have at least one stored version");
            return;
        }
        List<String> missing = new ArrayList<>();
        stored.forEach(name -> missing.add(name.asText()));
        List<String> all = List.copyOf(missing);
        for (JsonNode version : Tree.get(Tree.spec(crd), "versions")) {
            String name = Tree.text(version, "name");
            if (Tree.flag(version, "storage") && !all.contains(name)) {
                errors.invalid(STORED, stored, "must have the storage version " + name);
            }
            missing.remove(name);
        }
        for (String name : missing) {
            errors.invalid(
                    STORED.index(all.indexOf(name)),
                    name,
                    "missing from spec.versions; " + name + " was previously a storage version, and must remain in "
                            + "spec.versions until a storage migration ensures no data remains persisted in " + name
                            + " and removes " + name + " from status.storedVersions");
        }
    }

    /** A group of the community's needs its approval, unless the definition was let in without. */
    private static void approval(ObjectNode crd, @Nullable ObjectNode old, FieldErrors errors) {
        if (old != null && ApprovalPolicy.refusal(old).isPresent()) {
            return;
        }
        ApprovalPolicy.refusal(crd).ifPresent(message -> {
            Path path = Path.of("metadata", "annotations").key("api-approved.kubernetes.io");
            String annotation = Tree.text(Tree.get(Tree.metadata(crd), "annotations"), "api-approved.kubernetes.io");
            if (annotation.isEmpty()) {
                errors.required(path, message);
            } else {
                errors.invalid(path, annotation, message);
            }
        });
    }
}
