package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Quantity;

/** CSI storage capacities: how much of a class is left in a topology. */
final class CsiStorageCapacityStrategy implements Strategy {
    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        LabelValidation.selector(Field.of(object, "nodeTopology", errors));
        Field.of(object, "storageClassName", errors).obeys(NameRule.DNS_SUBDOMAIN);
        Field capacity = Field.of(object, "capacity", errors);
        if (capacity.isPresent() && Quantity.of(capacity.node()).signum() < 0) {
            capacity.invalid("must be greater than or equal to 0");
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        LabelValidation.unchanged(Field.of(object, "nodeTopology", errors), Tree.get(old, "nodeTopology"));
        Field.of(object, "storageClassName", errors).unchanged(Field.of(old, "storageClassName", errors));
    }
}
