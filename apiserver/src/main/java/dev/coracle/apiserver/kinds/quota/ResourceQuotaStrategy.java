package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** ResourceQuotas: how much a namespace may hold. */
final class ResourceQuotaStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell(
                    "Request",
                    "string",
                    "Request represents a minimum amount of cpu/memory that a container may consume.",
                    quota -> amounts(quota, false)),
            Columns.cell(
                    "Limit",
                    "string",
                    "Limits control the maximum amount of cpu/memory that a container may use independent of contention"
                            + " on the node.",
                    quota -> amounts(quota, true)),
            Columns.AGED);
    private static final String[] WITH_LIMITS = {"cpu", "memory", "storage", "ephemeral-storage"};

    @Override
    public void setDefaults(ObjectNode object) {
        Quantity.canonicalize(object.path("spec").path("hard"));
        Quantity.canonicalize(object.path("status").path("hard"));
        Quantity.canonicalize(object.path("status").path("used"));
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        amounts(spec.at("hard"));
        ScopeValidation.validate(spec);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        ScopeValidation.immutable(Field.spec(object, errors), Tree.spec(old));
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field status = Field.status(object, errors);
        amounts(status.at("hard"));
        amounts(status.at("used"));
    }

    private static void amounts(Field amounts) {
        for (Field amount : amounts.entries()) {
            ResourceNames.quota(amount.name(), amount);
            ResourceNames.amount(amount.name(), amount);
        }
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        List<String> warnings = new ArrayList<>(0);
        JsonNode hard = Tree.get(Tree.spec(object), "hard");
        for (String name : WITH_LIMITS) {
            String request = "requests." + name;
            if (!Tree.has(hard, request) && (name.equals("cpu") || name.equals("memory"))) {
                request = name;
            }
            String limit = "limits." + name;
            if (Tree.has(hard, request) && Tree.has(hard, limit)) {
                Quantity requests = Quantity.of(hard.get(request));
                Quantity limits = Quantity.of(hard.get(limit));
                if (requests.compareTo(limits) > 0) {
                    warnings.add("ResourceQuota " + request + " (" + requests + ") should be less than " + limit + " ("
                            + limits + ")");
                }
            }
        }
        return warnings;
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return List.of();
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    /** {@code cpu: 1/2, pods: 3/10} of those resources that are, or are not, limits. */
    private static String amounts(ObjectNode quota, boolean limits) {
        List<String> amounts = new ArrayList<>();
        JsonNode used = Tree.get(Tree.status(quota), "used");
        Map<String, JsonNode> hard = new TreeMap<>();
        Tree.entries(Tree.get(Tree.status(quota), "hard")).forEach(entry -> hard.put(entry.getKey(), entry.getValue()));
        hard.forEach((name, most) -> {
            if (name.startsWith("limits.") == limits) {
                amounts.add(name + ": " + (used.has(name) ? Tree.text(used, name) : "0") + "/" + most.asText());
            }
        });
        return String.join(", ", amounts);
    }
}
