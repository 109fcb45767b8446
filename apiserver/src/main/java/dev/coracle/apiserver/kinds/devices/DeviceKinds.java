package dev.coracle.apiserver.kinds.devices;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.Map;

/** The strategies of this package. */
public final class DeviceKinds {
    private static final String GROUP = "resource.k8s.io";
    private static final TableColumns NAME_AND_AGE = Columns.of(Columns.NAMED, Columns.AGED);

    private DeviceKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource(GROUP, "deviceclasses"),
                new DeviceClassStrategy(NAME_AND_AGE),
                new GroupResource(GROUP, "resourceclaims"),
                new ResourceClaimStrategy(),
                new GroupResource(GROUP, "resourceclaimtemplates"),
                new ClaimTemplateStrategy(NAME_AND_AGE),
                new GroupResource(GROUP, "resourceslices"),
                new ResourceSliceStrategy());
    }

    /** What devices are of a class, and how they are set up. */
    private record DeviceClassStrategy(TableColumns columns) implements Strategy {
        @Override
        public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
            DeviceClaimValidation.deviceClass(Field.spec(object, errors));
        }
    }

    /** Templates of claims: as immutable as the claims. */
    private record ClaimTemplateStrategy(TableColumns columns) implements Strategy {
        @Override
        public void setDefaults(ObjectNode object) {
            ResourceClaimStrategy.setRequestDefaults(Tree.spec(Tree.spec(object)));
        }

        @Override
        public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
            DeviceClaimValidation.devices(Field.spec(object, errors).at("spec", "devices"));
        }

        @Override
        public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
            Field.spec(object, errors).unchanged(Field.spec(old, errors));
        }
    }
}
