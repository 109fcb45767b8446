package dev.coracle.apiserver.kinds.networking;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Names;
import java.util.List;

/** Ingress classes: which controller serves an ingress; the controller never changes. */
final class IngressClassStrategy implements Strategy {
    private static final String DEFAULT_ANNOTATION = "ingressclass.kubernetes.io/is-default-class";
    private static final int CONTROLLER_LENGTH = 250;
    private static final FieldRule SPEC = all(
            field("controller").maxLength(CONTROLLER_LENGTH),
            spec -> Names.domainPrefixedPath(spec.at("controller")),
            field("parameters").to(IngressClassStrategy::parameters));
    private static final TableColumns COLUMNS = Columns.of(
            Columns.nameOrDefault(DEFAULT_ANNOTATION),
            Columns.text("Controller", "Controller that is responsible for handling this class", "spec.controller"),
            Columns.cell(
                    "Parameters",
                    "string",
                    "A reference to a resource with additional parameters",
                    IngressClassStrategy::parameters),
            Columns.AGED);

    @Override
    public void setDefaults(ObjectNode object) {
        if (Tree.get(Tree.spec(object), "parameters") instanceof ObjectNode parameters) {
            Tree.setDefault(parameters, "scope", "Cluster");
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        SPEC.check(Field.spec(object, errors));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field.spec(object, errors)
                .at("controller")
                .unchanged(Field.spec(old, errors).at("controller"));
        validate(context, object, errors);
    }

    private static void parameters(Field parameters) {
        IngressValidation.reference(parameters);
        Field scope = parameters.at("scope");
        Field namespace = parameters.at("namespace");
        scope.oneOf(List.of("Cluster", "Namespace"));
        if (scope.text().equals("Namespace")) {
            if (namespace.isPresent()) {
                namespace.obeys(NameRule.DNS_LABEL);
            } else {
                namespace.required("`parameters.scope` is set to 'Namespace'");
            }
        } else if (scope.text().equals("Cluster") && namespace.isPresent()) {
            namespace.forbidden("`parameters.scope` is set to 'Cluster'");
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String parameters(ObjectNode object) {
        JsonNode parameters = Tree.get(Tree.spec(object), "parameters");
        if (parameters.isMissingNode()) {
            return Columns.NONE;
        }
        String group = Tree.has(parameters, "apiGroup") ? "." + Tree.text(parameters, "apiGroup") : "";
        return Tree.text(parameters, "kind") + group + "/" + Tree.text(parameters, "name");
    }
}
