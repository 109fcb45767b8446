package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.customresources.values.Correlation;
import dev.coracle.apiserver.customresources.values.EmbeddedResources;
import dev.coracle.apiserver.customresources.values.ListTypes;
import dev.coracle.apiserver.customresources.values.ValueSchema;
import dev.coracle.apiserver.customresources.values.ValueValidation;
import dev.coracle.apiserver.field.FieldError;
import dev.coracle.apiserver.field.FieldErrors;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything a version's schema says of values, in upstream's order. Made when first needed; immutable afterwards. */
final class SchemaRules {
    private final Structural schema;
    private volatile @Nullable ValueSchema values;

    SchemaRules(Structural schema) {
        this.schema = schema;
    }

    private ValueSchema values() {
        ValueSchema made = values;
        if (made == null) {
            made = ValueSchema.of(schema.source());
            values = made;
        }
        return made;
    }

    /** @param more what is checked between values and lists */
    void validate(ObjectNode object, FieldErrors errors, Consumer<FieldErrors> more) {
        ValueValidation.validate(object, values()).forEach(errors::add);
        more.accept(errors);
        EmbeddedResources.validate(object, schema, errors);
        ListTypes.validate(object, schema).forEach(errors::add);
    }

    void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors, Consumer<FieldErrors> more) {
        ValueValidation.validateUpdate(new Correlation(object, old, schema), values(), "")
                .forEach(errors::add);
        more.accept(errors);
        EmbeddedResources.validate(object, schema, errors);
        lists(object, old, errors);
    }

    void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors, Consumer<FieldErrors> more) {
        JsonNode status = object.get("status");
        ValueSchema statusValues = values().property("status");
        Structural statusSchema = schema.properties().get("status");
        if (status != null && statusValues != null && statusSchema != null) {
            JsonNode before = old.has("status") ? old.get("status") : JsonNodeFactory.instance.nullNode();
            ValueValidation.validateUpdate(new Correlation(status, before, statusSchema), statusValues, "status")
                    .forEach(errors::add);
        }
        more.accept(errors);
        lists(object, old, errors);
    }

    /** Lists that were wrong before may stay so. */
    private void lists(ObjectNode object, ObjectNode old, FieldErrors errors) {
        List<FieldError> found = ListTypes.validate(object, schema);
        if (!found.isEmpty() && ListTypes.validate(old, schema).isEmpty()) {
            found.forEach(errors::add);
        }
    }
}
