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
import dev.coracle.machinery.validation.Numbers;

/** Leases: a name for who holds something, and until when. */
final class LeaseStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text("Holder", "@coordination.v1.LeaseSpec.holderIdentity", "spec.holderIdentity"),
            Columns.AGED);
    private static final Path SPEC = Path.of("spec");

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        dropElection(object, Tree.newObject());
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        dropElection(object, Tree.spec(old));
    }

    /** Coordinated leader election is off by default; what is there already stays. */
    private static void dropElection(ObjectNode object, JsonNode old) {
        if (object.get("spec") instanceof ObjectNode spec) {
            for (String field : new String[] {"strategy", "preferredHolder"}) {
                if (!Tree.has(old, field)) {
                    spec.remove(field);
                }
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        JsonNode spec = Tree.spec(object);
        if (Tree.has(spec, "leaseDurationSeconds") && Tree.number(spec, "leaseDurationSeconds") <= 0) {
            errors.invalid(
                    SPEC.child("leaseDurationSeconds"),
                    Tree.number(spec, "leaseDurationSeconds"),
                    "must be greater than 0");
        }
        Numbers.nonNegative(spec, "leaseTransitions", SPEC, errors);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
