package dev.coracle.apiserver.kinds.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;

/** RoleBindings and ClusterRoleBindings: subjects and the role they have, which never becomes another one. */
final class BindingStrategy implements Strategy {
    private static final Path ROLE = Path.of("roleRef");
    private static final List<String> SUBJECTS = List.of("ServiceAccount", "User", "Group");

    private final boolean namespaced;
    private final TableColumns columns;

    BindingStrategy(boolean namespaced) {
        this.namespaced = namespaced;
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
        JsonNode role = Tree.get(object, "roleRef");
        String group = Tree.text(role, "apiGroup");
        if (!group.equals(RbacKinds.GROUP)) {
            errors.notSupported(ROLE.child("apiGroup"), group, List.of(RbacKinds.GROUP));
        }
        String kind = Tree.text(role, "kind");
        List<String> kinds = namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
        if (!kinds.contains(kind)) {
            errors.notSupported(ROLE.child("kind"), kind, kinds);
        }
        String name = Tree.text(role, "name");
        if (name.isEmpty()) {
            errors.required(ROLE.child("name"), "");
        } else {
            Names.check(NameRule.PATH_SEGMENT, name, ROLE.child("name"), errors);
        }
        int i = 0;
        for (JsonNode subject : Tree.get(object, "subjects")) {
            subject(subject, Path.of("subjects").index(i++), errors);
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        JsonNode role = Tree.get(object, "roleRef");
        if (!Tree.same(role, Tree.get(old, "roleRef"))) {
            errors.invalid(ROLE, InternalForm.of("RoleRef", role), "cannot change roleRef");
        }
    }

    private void subject(JsonNode subject, Path path, FieldErrors errors) {
        String name = Tree.text(subject, "name");
        String group = Tree.text(subject, "apiGroup");
        if (name.isEmpty()) {
            errors.required(path.child("name"), "");
        }
        String kind = Tree.text(subject, "kind");
        switch (kind) {
            case "ServiceAccount" -> {
                if (!name.isEmpty()) {
                    Names.dnsSubdomain(name, path.child("name"), errors);
                }
                if (!group.isEmpty()) {
                    errors.notSupported(path.child("apiGroup"), group, List.of(""));
                }
                if (!namespaced && Tree.isEmpty(subject, "namespace")) {
                    errors.required(path.child("namespace"), "");
                }
            }
            case "User", "Group" -> {
                if (!group.equals(RbacKinds.GROUP)) {
                    errors.notSupported(path.child("apiGroup"), group, List.of(RbacKinds.GROUP));
                }
            }
            default -> errors.notSupported(path.child("kind"), kind, SUBJECTS);
        }
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
