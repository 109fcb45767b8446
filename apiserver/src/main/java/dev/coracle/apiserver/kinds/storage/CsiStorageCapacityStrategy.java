package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Located;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.Shown;

/** CSI storage capacities: how much of a class is left in a topology. */
final class CsiStorageCapacityStrategy implements Strategy {
    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Located topology = Located.field(object, "nodeTopology", errors);
        LabelValidation.selector(topology.node(), topology.path(), errors);
        Located.field(object, "storageClassName", errors).obeys(NameRule.DNS_SUBDOMAIN);
        Located capacity = Located.field(object, "capacity", errors);
        if (capacity.isPresent() && Quantity.of(capacity.node()).signum() < 0) {
            capacity.invalid("must be greater than or equal to 0");
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        Located topology = Located.field(object, "nodeTopology", errors);
        if (!topology.node().equals(Located.field(old, "nodeTopology", errors).node())) {
            topology.invalid(Shown.selector(topology.node()), "field is immutable");
        }
        Located.field(object, "storageClassName", errors).unchanged(Located.field(old, "storageClassName", errors));
    }
}
