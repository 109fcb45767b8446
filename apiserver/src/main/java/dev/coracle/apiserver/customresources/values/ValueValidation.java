package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Validates values by a schema. On an update what was wrong before and has not changed is let pass, part by part. Paths
 * are the validator's own: {@code spec.list[0].name}, with a leading dot below the root. Stateless.
 */
public final class ValueValidation {
    private ValueValidation() {}

    /** Of a new object, or of one whose past does not matter. */
    public static List<FieldError> validate(JsonNode value, ValueSchema schema) {
        return validate(value, schema, "", null).errors();
    }

    /**
     * Of an update.
     *
     * @param path of the value; empty for the root
     */
    public static List<FieldError> validateUpdate(Correlation change, ValueSchema schema, String path) {
        List<FieldError> errors = new ArrayList<>();
        for (FieldError error : validate(change.value(), schema, "", change).errors()) {
            errors.add(path.isEmpty() ? error : below(path, error));
        }
        return errors;
    }

    private static FieldError below(String path, FieldError error) {
        String field = error.field().equals("<nil>") || error.field().isEmpty()
                ? path
                : error.field().startsWith("[") ? path + error.field() : path + "." + error.field();
        return new FieldError(error.type(), field, error.value(), error.detail());
    }

    private static ValueErrors validate(JsonNode value, ValueSchema schema, String path, @Nullable Correlation change) {
        ValueErrors findings = new ValueErrors();
        if (value.isNull()) {
            findings.merge(type(value, schema, path));
            findings.merge(enumeration(value, schema, path));
        } else {
            if (!schema.types.isEmpty() || !schema.format.isEmpty()) {
                findings.merge(type(value, schema, path));
                findings.match();
            }
            findings.merge(Alternatives.check(value, schema, path, change));
            findings.match();
            if (value.isTextual()) {
                findings.merge(string(value.textValue(), schema, path));
                findings.match();
                if (Formats.isOfStrings(schema.format)) {
                    findings.merge(format(value.textValue(), schema, path));
                    findings.match();
                }
            }
            if (value.isNumber()) {
                findings.merge(Numeric.check(value, schema, path));
                findings.match();
            }
            if (value.isArray()) {
                findings.merge(array(value, schema, path, change));
                findings.match();
            }
            findings.merge(enumeration(value, schema, path));
            findings.match();
            if (value.isObject()) {
                findings.merge(object(value, schema, path, change));
                findings.match();
            }
            findings.match();
        }
        return findings.isValid() || change == null || !change.isUnchanged() ? findings : findings.forgiven();
    }

    /** Validates one part in a place of its own. */
    static ValueErrors part(JsonNode value, ValueSchema schema, String path, @Nullable Correlation change) {
        return validate(value, schema, path, change);
    }

    private static ValueErrors type(JsonNode value, ValueSchema schema, String path) {
        ValueErrors findings = new ValueErrors();
        if (value.isNull()) {
            if (!schema.types.isEmpty() && !schema.nullable) {
                wrongType(findings, path, String.join(",", schema.types), "null");
            } else {
                findings.match();
            }
            return findings;
        }
        String actual = typeName(value);
        boolean wholeNumber =
                actual.equals("number") && GoNumbers.isWhole(value.doubleValue()) && schema.types.contains("integer");
        boolean number = actual.equals("integer") && schema.types.contains("number");
        boolean fits = schema.types.contains(actual) || wholeNumber || number;
        boolean textOrList = value.isTextual() || value.isArray();
        if (!textOrList
                && !schema.format.isEmpty()
                && !fits
                && !formatName(value).equals(schema.format)) {
            wrongType(findings, path, schema.format, formatName(value));
            return findings;
        }
        boolean numeric = schema.types.contains("number") || schema.types.contains("integer");
        if (!numeric && !schema.format.isEmpty() && textOrList) {
            findings.match();
        } else if (!fits) {
            wrongType(findings, path, String.join(",", schema.types), actual);
        } else {
            findings.match();
        }
        return findings;
    }

    private static void wrongType(ValueErrors findings, String path, String wanted, String actual) {
        findings.add(
                ErrorType.TYPE_INVALID,
                path,
                actual,
                path + " in body must be of type " + wanted + ": " + ValueErrors.quoted(actual));
    }

    private static String typeName(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "boolean";
            case STRING -> "string";
            case NUMBER -> GoNumbers.isInteger(value) ? "integer" : "number";
            case ARRAY -> "array";
            default -> "object";
        };
    }

    /** The format that goes with a value's Go type. */
    private static String formatName(JsonNode value) {
        return value.isNumber() ? (GoNumbers.isInteger(value) ? "int64" : "float64") : "";
    }

    private static ValueErrors string(String text, ValueSchema schema, String path) {
        ValueErrors findings = new ValueErrors();
        int length = text.codePointCount(0, text.length());
        if (schema.maxLength >= 0 && length > schema.maxLength) {
            findings.add(ErrorType.TOO_LONG, path, null, "may not be more than " + schema.maxLength + " bytes");
            return findings;
        }
        if (schema.minLength >= 0 && length < schema.minLength) {
            findings.invalid(path, text, path + " in body should be at least " + schema.minLength + " chars long");
            return findings;
        }
        if (!schema.pattern.isEmpty()) {
            Optional<Pattern> pattern = schema.compiled().pattern();
            if (pattern.isEmpty()) {
                findings.invalid(
                        path,
                        text,
                        path + " in body should match '" + schema.pattern + ", but pattern is invalid: "
                                + schema.compiled().error() + "'");
            } else if (!pattern.get().matcher(text).find()) {
                findings.invalid(path, text, path + " in body should match '" + schema.pattern + "'");
            }
        }
        return findings;
    }

    private static ValueErrors format(String text, ValueSchema schema, String path) {
        if (Formats.accepts(schema.format, text)) {
            return ValueErrors.none();
        }
        ValueErrors findings = new ValueErrors();
        findings.add(
                ErrorType.TYPE_INVALID,
                path,
                text,
                path + " in body must be of type " + schema.format + ": " + ValueErrors.quoted(text));
        return findings;
    }

    private static ValueErrors enumeration(JsonNode value, ValueSchema schema, String path) {
        if (schema.enumeration.isEmpty()) {
            return ValueErrors.none();
        }
        if (schema.allows(value)) {
            return ValueErrors.none();
        }
        ValueErrors findings = new ValueErrors();
        findings.add(ErrorType.NOT_SUPPORTED, path, ValueErrors.shown(value), schema.supportedValues());
        return findings;
    }

    private static ValueErrors array(JsonNode value, ValueSchema schema, String path, @Nullable Correlation change) {
        ValueErrors findings = new ValueErrors();
        if (schema.items != null) {
            for (int i = 0; i < value.size(); i++) {
                findings.merge(validate(
                        value.get(i), schema.items, path + "[" + i + "]", change == null ? null : change.index(i)));
            }
        }
        if (schema.minItems >= 0 && value.size() < schema.minItems) {
            findings.invalid(
                    path,
                    ValueErrors.shown(value.size()),
                    path + " in body should have at least " + schema.minItems + " items");
        }
        if (schema.maxItems >= 0 && value.size() > schema.maxItems) {
            findings.add(
                    ErrorType.TOO_MANY, path, ValueErrors.shown(value.size()), FieldErrors.atMost(schema.maxItems));
        }
        if (schema.uniqueItems) {
            Set<Comparable<?>> seen = new HashSet<>();
            boolean unique = true;
            for (JsonNode item : value) {
                unique &= seen.add(Identity.of(item));
            }
            if (!unique) {
                findings.invalid(path, "", path + " in body shouldn't contain duplicates");
            }
        }
        findings.match();
        return findings;
    }

    private static ValueErrors object(JsonNode value, ValueSchema schema, String path, @Nullable Correlation change) {
        ValueErrors findings = new ValueErrors();
        if (schema.minProperties >= 0 && value.size() < schema.minProperties) {
            findings.invalid(
                    path,
                    ValueErrors.shown(value.size()),
                    path + " in body should have at least " + schema.minProperties + " properties");
        }
        if (schema.maxProperties >= 0 && value.size() > schema.maxProperties) {
            findings.add(
                    ErrorType.TOO_MANY,
                    path,
                    ValueErrors.shown(value.size()),
                    FieldErrors.atMost(schema.maxProperties));
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String name = field.getKey();
            if (schema.properties.containsKey(name)) {
                continue;
            }
            if (schema.forbidsAdditional) {
                findings.invalid(path, "", path + "." + name + " in body is a forbidden property");
            } else if (schema.additional != null) {
                findings.merge(
                        validate(field.getValue(), schema.additional, path + "." + name, child(change, name, path)));
            }
        }
        for (Map.Entry<String, ValueSchema> property : schema.properties.entrySet()) {
            String name = property.getKey();
            JsonNode field = value.get(name);
            if (field != null) {
                findings.merge(validate(
                        field,
                        property.getValue(),
                        path.isEmpty() ? name : path + "." + name,
                        child(change, name, path)));
            }
        }
        for (String name : schema.required) {
            if (!value.has(name)) {
                findings.add(ErrorType.REQUIRED, path + "." + name, null, "");
            }
        }
        return findings;
    }

    private static @Nullable Correlation child(@Nullable Correlation change, String name, String path) {
        boolean typeName = path.isEmpty() && (name.equals("kind") || name.equals("apiVersion"));
        return change == null || typeName ? null : change.field(name);
    }
}
