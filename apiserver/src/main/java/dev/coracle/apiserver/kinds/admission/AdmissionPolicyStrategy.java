package dev.coracle.apiserver.kinds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Conditions;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.QualifiedNames;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Admission policies, validating and mutating. Their expressions are kept as they are, not compiled. */
final class AdmissionPolicyStrategy implements RegistrationStrategy {
    private static final List<String> REASONS = List.of("Forbidden", "Invalid", "RequestEntityTooLarge");
    private static final List<String> PATCH_TYPES = List.of("ApplyConfiguration", "JSONPatch");
    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final int MAX_AUDIT_ANNOTATIONS = 20;
    private static final TableColumns VALIDATING = columns(
            "Validations",
            "Validations indicates the number of validation rules defined in this configuration",
            "validations");
    private static final TableColumns MUTATING = columns(
            "Mutations", "Mutation indicates the number of mutations rules defined in this configuration", "mutations");

    private final boolean mutating;

    AdmissionPolicyStrategy(boolean mutating) {
        this.mutating = mutating;
    }

    private static TableColumns columns(String heading, String description, String field) {
        return Columns.of(
                Columns.NAMED,
                Columns.count(heading, description, "spec." + field),
                Columns.cell(
                        "ParamKind",
                        "string",
                        "ParamKind specifies the kind of resources used to parameterize this policy",
                        AdmissionPolicyStrategy::paramKind),
                Columns.AGED);
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        Tree.setDefault(spec, "failurePolicy", "Fail");
        if (Tree.get(spec, "matchConstraints") instanceof ObjectNode match) {
            MatchRules.setDefaults(match, "resourceRules", "excludeResourceRules");
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        spec.at("failurePolicy").oneOfIfPresent(MatchRules.FAILURE_POLICIES);
        if (spec.at("paramKind").isPresent()) {
            paramKind(spec.at("paramKind"));
        }
        Field match = spec.at("matchConstraints");
        if (match.isPresent()) {
            MatchRules.resources(match);
            if (match.at("resourceRules").isEmpty()) {
                match.at("resourceRules").required("");
            }
            if (mutating) {
                MatchRules.mutable(match);
            }
        } else {
            match.required("");
        }
        MatchRules.conditions(spec.at("matchConditions"));
        spec.each("variables").forEach(AdmissionPolicyStrategy::variable);
        if (mutating) {
            mutations(spec);
        } else {
            validations(spec, Tree.name(object));
        }
    }

    private static void mutations(Field spec) {
        if (spec.at("mutations").isEmpty()) {
            spec.at("mutations").required("mutations must contain at least one item");
        }
        spec.each("mutations").forEach(AdmissionPolicyStrategy::mutation);
        Field reinvocation = spec.at("reinvocationPolicy");
        if (reinvocation.isEmpty()) {
            reinvocation.required("");
        } else {
            reinvocation.oneOf(MatchRules.REINVOCATION_POLICIES);
        }
    }

    private static void mutation(Field mutation) {
        Field type = mutation.at("patchType");
        switch (type.text()) {
            case "" -> type.required("");
            case "JSONPatch" -> patch(mutation, "JSONPatch", "jsonPatch", "applyConfiguration");
            case "ApplyConfiguration" -> patch(mutation, "ApplyConfiguration", "applyConfiguration", "jsonPatch");
            default -> type.oneOf(PATCH_TYPES);
        }
    }

    private static void patch(Field mutation, String type, String wanted, String other) {
        if (!mutation.at(wanted).isPresent()) {
            mutation.at(wanted).required("must be specified when patchType is " + type);
        } else if (mutation.at(wanted, "expression").text().isBlank()) {
            mutation.at(wanted, "expression").required("expression is not specified");
        }
        if (mutation.at(other).isPresent()) {
            mutation.at(other).invalid("{" + other + "}", "must not be specified when patchType is " + type);
        }
    }

    private static void validations(Field spec, String name) {
        Field validations = spec.at("validations");
        Field annotations = spec.at("auditAnnotations");
        if (validations.isEmpty() && annotations.isEmpty()) {
            validations.required("validations or auditAnnotations must contain at least one item");
            annotations.required("validations or auditAnnotations must contain at least one item");
            return;
        }
        validations.each().forEach(AdmissionPolicyStrategy::validation);
        if (annotations.node().size() > MAX_AUDIT_ANNOTATIONS) {
            annotations.invalid("must not have more than " + MAX_AUDIT_ANNOTATIONS + " auditAnnotations");
        }
        Set<String> keys = new HashSet<>();
        for (Field annotation : annotations.each()) {
            Field key = annotation.at("key");
            String full = name + "/" + key.text();
            QualifiedNames.key(full).forEach(message -> key.invalid(full, message));
            if (annotation.at("valueExpression").text().isBlank()) {
                annotation.at("valueExpression").required("valueExpression is not specified");
            }
            if (!keys.add(key.text())) {
                key.duplicate();
            }
        }
    }

    private static void validation(Field validation) {
        if (validation.at("expression").text().isBlank()) {
            validation.at("expression").required("expression is not specified");
        }
        for (String field : new String[] {"messageExpression", "message"}) {
            Field text = validation.at(field);
            if (!text.isEmpty() && text.text().isBlank()) {
                text.invalid("must be non-empty if specified");
            } else if (field.equals("message") && text.text().strip().matches("(?s).*[\\n\\r].*")) {
                text.invalid("must not contain line breaks");
            }
        }
        validation.at("reason").oneOfIfPresent(REASONS);
    }

    private static void variable(Field variable) {
        Field name = variable.at("name");
        if (name.text().isBlank()) {
            name.required("name is not specified");
        } else if (!IDENTIFIER.matcher(name.text()).matches()) {
            name.invalid("must be a valid CEL identifier");
        }
        if (variable.at("expression").text().isBlank()) {
            variable.at("expression").required("expression is not specified");
        }
    }

    private static void paramKind(Field kind) {
        Field version = kind.at("apiVersion");
        String text = version.text();
        int slash = text.indexOf('/');
        if (text.isEmpty()) {
            version.required("");
        } else if (slash >= 0 && text.indexOf('/', slash + 1) >= 0) {
            version.invalid("unexpected GroupVersion string: " + text);
        } else {
            String group = slash < 0 ? "" : text.substring(0, slash);
            if (!group.isEmpty() && !DnsNames.isSubdomain(group)) {
                version.invalid(group, String.join(",", NameRule.DNS_SUBDOMAIN.check(group, false)));
            }
            String number = text.substring(slash + 1);
            if (number.isEmpty()) {
                version.invalid("version must be specified");
            } else {
                joined(version, number, number, "");
            }
        }
        Field name = kind.at("kind");
        if (name.isEmpty()) {
            name.required("");
        } else {
            joined(
                    name,
                    name.text().toLowerCase(Locale.ROOT),
                    name.text(),
                    "may have mixed case, but should otherwise match: ");
        }
    }

    private static void joined(Field at, String checked, String shown, String prefix) {
        List<String> wrong = NameRule.DNS_1035_LABEL.check(checked, false);
        if (!wrong.isEmpty()) {
            at.invalid(shown, prefix + String.join(",", wrong));
        }
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Conditions.validate(Field.status(object, errors).at("conditions"));
    }

    @Override
    public TableColumns columns() {
        return mutating ? MUTATING : VALIDATING;
    }

    private static String paramKind(ObjectNode policy) {
        JsonNode kind = Tree.get(Tree.spec(policy), "paramKind");
        return kind.isMissingNode() ? "<unset>" : Tree.text(kind, "apiVersion") + "/" + Tree.text(kind, "kind");
    }
}
