package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** {@code anyOf}, {@code oneOf}, {@code allOf} and {@code not}. Stateless. */
final class Alternatives {
    private Alternatives() {}

    static ValueErrors check(JsonNode value, ValueSchema schema, String path, @Nullable Correlation change) {
        ValueErrors findings = new ValueErrors();
        String name = ValueErrors.quoted(path);
        if (!schema.anyOf.isEmpty()) {
            anyOf(findings, name, value, schema, path, change);
        }
        if (!schema.oneOf.isEmpty()) {
            oneOf(findings, name, value, schema, path, change);
        }
        if (!schema.allOf.isEmpty()) {
            int valid = 0;
            for (ValueSchema part : schema.allOf) {
                ValueErrors each = ValueValidation.part(value, part, path, change);
                valid += each.isValid() ? 1 : 0;
                findings.merge(each);
            }
            if (valid != schema.allOf.size()) {
                findings.general(
                        name + " must validate all the schemas (allOf)" + (valid == 0 ? ". None validated" : ""));
            }
        }
        if (schema.not != null
                && ValueValidation.part(value, schema.not, path, change).isValid()) {
            findings.general(name + " must not validate the schema (not)");
        }
        findings.match();
        return findings;
    }

    private static void anyOf(
            ValueErrors findings,
            String name,
            JsonNode value,
            ValueSchema schema,
            String path,
            @Nullable Correlation change) {
        ValueErrors best = null;
        for (ValueSchema part : schema.anyOf) {
            ValueErrors each = ValueValidation.part(value, part, path, change);
            if (each.isValid()) {
                findings.merge(each);
                return;
            }
            if (best == null || each.matches() > best.matches()) {
                best = each;
            }
        }
        findings.general(name + " must validate at least one schema (anyOf)");
        if (best != null) {
            findings.merge(best);
        }
    }

    private static void oneOf(
            ValueErrors findings,
            String name,
            JsonNode value,
            ValueSchema schema,
            String path,
            @Nullable Correlation change) {
        ValueErrors best = null;
        ValueErrors first = null;
        int valid = 0;
        for (ValueSchema part : schema.oneOf) {
            ValueErrors each = ValueValidation.part(value, part, path, change);
            if (each.isValid()) {
                valid++;
                best = null;
                first = first == null ? each : first;
            } else if (valid == 0 && (best == null || each.matches() > best.matches())) {
                best = each;
            }
        }
        if (valid == 1 && first != null) {
            findings.merge(first);
            return;
        }
        findings.general(name + " must validate one and only one schema (oneOf). "
                + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
        if (best != null) {
            findings.merge(best);
        }
    }
}
