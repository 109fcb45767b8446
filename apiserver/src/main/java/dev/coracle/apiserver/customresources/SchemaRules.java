package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.cel.RuleSet;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.customresources.values.Correlation;
import dev.coracle.apiserver.customresources.values.EmbeddedResources;
import dev.coracle.apiserver.customresources.values.ListTypes;
import dev.coracle.apiserver.customresources.values.ValueSchema;
import dev.coracle.apiserver.customresources.values.ValueValidation;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything a version's schema says of values, in upstream's order. Made when first needed; immutable afterwards. */
final class SchemaRules {
    private static final Set<ErrorType> BLOCKING = Set.of(
            ErrorType.NOT_SUPPORTED,
            ErrorType.REQUIRED,
            ErrorType.TOO_LONG,
            ErrorType.TOO_MANY,
            ErrorType.TYPE_INVALID);

    private final Structural schema;
    private final boolean ruled;
    private volatile @Nullable ValueSchema values;
    private volatile @Nullable RuleSet rules;

    /** What is found: errors, and what is only warned of because it was as wrong before. */
    record Report(FieldErrors errors, Consumer<String> warnings) {}

    SchemaRules(Structural schema) {
        this.schema = schema;
        this.ruled = schema.source().findValue("x-kubernetes-validations") != null;
    }

    /** Rules are not run on an object that does not even have the right shape. */
    private void rules(ObjectNode object, @Nullable ObjectNode old, Report report) {
        FieldErrors errors = report.errors();
        if (!ruled) {
            return;
        }
        for (FieldError error : errors.all()) {
            if (BLOCKING.contains(error.type())) {
                errors.add(new FieldError(
                        ErrorType.INVALID,
                        "<nil>",
                        null,
                        "some validation rules were not checked because the object was invalid; correct the existing "
                                + "errors to complete validation"));
                return;
            }
        }
        RuleSet made = rules;
        if (made == null) {
            made = RuleSet.of(schema);
            rules = made;
        }
        made.validate(object, old, errors, forgiven -> report.warnings().accept(forgiven.toString()));
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
    void validate(ObjectNode object, Report report, Consumer<FieldErrors> more) {
        FieldErrors errors = report.errors();
        ValueValidation.validate(object, values()).forEach(errors::add);
        more.accept(errors);
        EmbeddedResources.validate(object, schema, errors);
        ListTypes.validate(object, schema).forEach(errors::add);
        rules(object, null, report);
    }

    void validateUpdate(ObjectNode object, ObjectNode old, Report report, Consumer<FieldErrors> more) {
        FieldErrors errors = report.errors();
        ValueValidation.validateUpdate(new Correlation(object, old, schema), values(), "")
                .forEach(errors::add);
        more.accept(errors);
        EmbeddedResources.validate(object, schema, errors);
        lists(object, old, errors);
        rules(object, old, report);
    }

    void validateStatusUpdate(ObjectNode object, ObjectNode old, Report report, Consumer<FieldErrors> more) {
        FieldErrors errors = report.errors();
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
        rules(object, old, report);
    }

    /** Lists that were wrong before may stay so. */
    private void lists(ObjectNode object, ObjectNode old, FieldErrors errors) {
        List<FieldError> found = ListTypes.validate(object, schema);
        if (!found.isEmpty() && ListTypes.validate(old, schema).isEmpty()) {
            found.forEach(errors::add);
        }
    }
}
