package dev.coracle.apiserver.kinds.cluster;

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
import java.util.List;

/** Leases: a name for who holds something, and until when. */
final class LeaseStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text("Holder", "@coordination.v1.LeaseSpec.holderIdentity", "spec.holderIdentity"),
            Columns.AGED);
    private static final FieldRule SPEC = all(
            field("leaseDurationSeconds").optional().positive("must be greater than 0"),
            field("leaseTransitions").nonNegative());

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
            for (String field : List.of("strategy", "preferredHolder")) {
                if (!Tree.has(old, field)) {
                    spec.remove(field);
                }
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        SPEC.check(Field.spec(object, errors));
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
