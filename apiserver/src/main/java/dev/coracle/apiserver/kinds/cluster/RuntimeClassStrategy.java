package dev.coracle.apiserver.kinds.cluster;

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
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.NodeLabels;
import dev.coracle.machinery.validation.ObjectMetaValidation;
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
    private static final Path HANDLER = Path.of("handler");
    private static final Path SCHEDULING = Path.of("scheduling");

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        if (Tree.isEmpty(object, "handler")) {
            errors.required(HANDLER, "");
        } else {
            Names.dnsLabel(Tree.text(object, "handler"), HANDLER, errors);
        }
        Path overhead = Path.of("overhead", "limits");
        Tree.entries(Tree.get(object, "overhead", "podFixed")).forEach(entry -> {
            ResourceNames.container(entry.getKey(), overhead.key(entry.getKey()), errors);
            ResourceNames.amount(entry.getKey(), entry.getValue(), overhead.key(entry.getKey()), errors);
        });
        LabelValidation.labels(
                Tree.get(object, "scheduling", "nodeSelector"), SCHEDULING.child("nodeSelector"), errors);
        JsonNode tolerations = Tree.get(object, "scheduling", "tolerations");
        Taints.tolerations(tolerations, SCHEDULING.child("tolerations"), errors);
        Set<JsonNode> seen = new HashSet<>();
        int i = 0;
        for (JsonNode toleration : tolerations) {
            JsonNode shown = InternalForm.of("Toleration", toleration);
            Path at = SCHEDULING.child("tolerations").index(i++);
            if (!seen.add(shown)) {
                errors.duplicate(at, shown);
            }
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        ObjectMetaValidation.immutable(Tree.get(object, "handler"), Tree.get(old, "handler"), HANDLER, errors);
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
