package dev.coracle.apiserver.kinds.rbac;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

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
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.NameRule;
import java.util.ArrayList;
import java.util.List;

/** RoleBindings and ClusterRoleBindings: subjects and the role they have, which never becomes another one. */
final class BindingStrategy implements Strategy {
    private final FieldRule rule;
    private final TableColumns columns;

    BindingStrategy(boolean namespaced) {
        this.rule = rule(namespaced);
        this.columns = columns(namespaced ? "RoleBinding" : "ClusterRoleBinding");
    }

    @Override
    public NameRule nameRule() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Tree.setDefault(Tree.createObject(object, "roleRef"), "apiGroup", RbacKinds.GROUP);
        for (JsonNode subject : Tree.get(object, "subjects")) {
            String kind = Tree.text(subject, "kind");
            if (subject instanceof ObjectNode node && (kind.equals("User") || kind.equals("Group"))) {
                Tree.setDefault(node, "apiGroup", RbacKinds.GROUP);
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        rule.check(Field.of(object, errors));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        Field role = Field.of(object, "roleRef", errors);
        if (!Tree.same(role.node(), Tree.get(old, "roleRef"))) {
            role.invalid(InternalForm.of("RoleRef", role.node()), "cannot change roleRef");
        }
    }

    private static FieldRule rule(boolean namespaced) {
        FieldRule account = all(
                field("name").unlessEmpty().dnsSubdomain(),
                field("apiGroup").oneOf(""),
                namespaced ? subject -> {} : field("namespace").required());
        FieldRule other = field("apiGroup").oneOf(RbacKinds.GROUP);
        FieldRule role = all(
                other,
                field("kind").oneOf(namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole")),
                field("name").required().obeys(NameRule.PATH_SEGMENT));
        return all(
                binding -> role.check(binding.at("roleRef")),
                each("subjects")
                        .to(
                                required("name"),
                                choice("kind")
                                        .when("ServiceAccount", account)
                                        .when("User", other)
                                        .when("Group", other)
                                        .otherwise(field("kind").oneOf("ServiceAccount", "User", "Group"))));
    }

    @Override
    public TableColumns columns() {
        return columns;
    }

    private static TableColumns columns(String kind) {
        String where = " in the " + Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
        return Columns.of(
                Columns.NAMED,
                Columns.cell("Role", "string", "@rbac.v1." + kind + ".roleRef", BindingStrategy::role),
                Columns.AGED,
                subjects("Users", where, "User"),
                subjects("Groups", where, "Group"),
                subjects("ServiceAccounts", where, "ServiceAccount"));
    }

    private static String role(ObjectNode binding) {
        JsonNode role = Tree.get(binding, "roleRef");
        return Tree.text(role, "kind") + "/" + Tree.text(role, "name");
    }

    private static Columns.Cell subjects(String name, String where, String kind) {
        return Columns.cell(name, "string", name + where, binding -> names(binding, kind))
                .wide();
    }

    private static String names(ObjectNode binding, String kind) {
        List<String> names = new ArrayList<>();
        for (JsonNode subject : Tree.get(binding, "subjects")) {
            if (Tree.text(subject, "kind").equals(kind)) {
                String name = Tree.text(subject, "name");
                names.add(kind.equals("ServiceAccount") ? Tree.text(subject, "namespace") + "/" + name : name);
            }
        }
        return String.join(", ", names);
    }
}
