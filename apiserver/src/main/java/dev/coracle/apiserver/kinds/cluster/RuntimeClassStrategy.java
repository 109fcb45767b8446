package dev.coracle.apiserver.kinds.cluster;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
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
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NodeLabels;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import dev.coracle.machinery.validation.Taints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runtime classes: a name pods ask for and the handler that answers; the handler never changes. */
final class RuntimeClassStrategy implements Strategy {
    private static final TableColumns COLUMNS =
            Columns.of(Columns.NAMED, Columns.text("Handler", "", "handler"), Columns.AGED);
    private static final FieldRule OBJECT = all(
            field("handler").required().dnsLabel(),
            field("overhead").to(RuntimeClassStrategy::overhead),
            field("scheduling")
                    .to(
                            field("nodeSelector").to(LabelValidation::labels),
                            each("tolerations").to(Taints::toleration),
                            field("tolerations").to(RuntimeClassStrategy::distinct)));

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        OBJECT.check(Field.of(object, errors));
    }

    /** Upstream takes the amounts for a pod's limits. */
    private static void overhead(Field overhead) {
        for (Field amount :
                overhead.at("limits").with(overhead.at("podFixed").node()).entries()) {
            ResourceNames.container(amount.name(), amount);
            ResourceNames.amount(amount.name(), amount);
        }
    }

    private static void distinct(Field tolerations) {
        Set<JsonNode> seen = new HashSet<>();
        for (Field toleration : tolerations.each()) {
            JsonNode shown = InternalForm.of("Toleration", toleration.node());
            if (!seen.add(shown)) {
                toleration.duplicate(shown);
            }
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field.of(object, "handler", errors).unchanged(Field.of(old, "handler", errors));
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Quantity.canonicalize(Tree.get(object, "overhead", "podFixed"));
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        List<String> warnings = new ArrayList<>(0);
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(object, "scheduling", "nodeSelector"))) {
            String deprecation = NodeLabels.deprecation(entry.getKey());
            if (!deprecation.isEmpty()) {
                warnings.add("scheduling.nodeSelector: " + deprecation);
            }
        }
        return warnings;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
