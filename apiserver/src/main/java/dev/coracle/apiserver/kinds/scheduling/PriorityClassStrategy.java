package dev.coracle.apiserver.kinds.scheduling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.List;
import java.util.Map;

/** Priority classes: the name of a priority; the priority itself never changes. */
final class PriorityClassStrategy implements Strategy {
    private static final String SYSTEM_PREFIX = "system-";
    private static final long HIGHEST_OF_USERS = 1_000_000_000;
    private static final Map<String, Long> SYSTEM =
            Map.of("system-node-critical", 2_000_001_000L, "system-cluster-critical", 2_000_000_000L);
    private static final List<String> POLICIES = List.of("PreemptLowerPriority", "Never");
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.number("Value", "@scheduling.v1.PriorityClass.value", "value"),
            Columns.flag(false, "Global-Default", "@scheduling.v1.PriorityClass.globalDefault", "globalDefault"),
            Columns.AGED,
            Columns.text("PreemptionPolicy", "@scheduling.v1.PriorityClass.preemptionPolicy", "preemptionPolicy"));

    @Override
    public void setDefaults(ObjectNode object) {
        Tree.setDefault(object, "preemptionPolicy", "PreemptLowerPriority");
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        Tree.createObject(object, "metadata").put("generation", 1);
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        String name = Tree.name(object);
        if (name.startsWith(SYSTEM_PREFIX)) {
            String wrong = wrongSystemClass(object, name);
            if (!wrong.isEmpty()) {
                Field.of(object, "metadata", errors)
                        .at("name")
                        .forbidden("priority class names with '" + SYSTEM_PREFIX
                                + "' prefix are reserved for system use only. error: " + wrong);
            }
        } else if (Tree.number(object, "value") > HIGHEST_OF_USERS) {
            Field.of(object, "value", errors)
                    .forbidden("maximum allowed value of a user defined priority is " + HIGHEST_OF_USERS);
        }
        Field.of(object, "preemptionPolicy", errors).oneOfIfPresent(POLICIES);
    }

    private static String wrongSystemClass(ObjectNode object, String name) {
        Long value = SYSTEM.get(name);
        if (value == null) {
            return name + " is not a known system priority class";
        }
        if (value != Tree.number(object, "value")) {
            return "value of " + name + " PriorityClass must be " + value;
        }
        return Tree.flag(object, "globalDefault") ? "globalDefault of " + name + " PriorityClass must be false" : "";
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        if (Tree.number(object, "value") != Tree.number(old, "value")) {
            Field.of(object, "value", errors).forbidden("may not be changed in an update.");
        }
        Field.of(object, "preemptionPolicy", errors).unchanged(Field.of(old, "preemptionPolicy", errors));
    }

    @Override
    public void checkDelete(ObjectNode object) {
        if (SYSTEM.containsKey(Tree.name(object))) {
            throw ApiException.forbidden(
                    new GroupResource("scheduling.k8s.io", "priorityclasses"),
                    Tree.name(object),
                    "this is a system priority class and cannot be deleted");
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
