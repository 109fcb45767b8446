package dev.coracle.apiserver.customresources.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.runtime.CelEvaluationException;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.customresources.values.Correlation;
import dev.coracle.apiserver.field.ErrorType;
import dev.coracle.apiserver.field.FieldError;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.schema.Schema;
import dev.coracle.apiserver.tree.Tree;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of a schema and of its parts. Immutable. */
public final class RuleSet {
    /** How many rules one object may have evaluated, over all its parts. */
    private static final int MAX_EVALUATIONS = 10_000;

    private static final Pattern NO_KEY = Pattern.compile("key '(.*)' is not present in map\\.");

    private final Structural schema;
    private final List<Rule> rules;
    private final Map<String, RuleSet> properties = new LinkedHashMap<>();
    private final @Nullable RuleSet additional;
    private final @Nullable RuleSet items;

    private RuleSet(Structural schema) {
        this.schema = schema;
        this.rules = Rule.compile(schema);
        schema.properties().forEach((name, child) -> {
            if (isRuled(child.source())) {
                properties.put(name, new RuleSet(child));
            }
        });
        this.additional = below(schema.additional());
        this.items = below(schema.item());
    }

    private static @Nullable RuleSet below(@Nullable Structural schema) {
        return schema != null && isRuled(schema.source()) ? new RuleSet(schema) : null;
    }

    /** Compiles whatever rules there are. */
    public static RuleSet of(Structural schema) {
        return new RuleSet(schema);
    }

    /** Whether a schema has rules anywhere. */
    public static boolean isRuled(JsonNode schema) {
        return schema.findValue("x-kubernetes-validations") != null;
    }

    /** Evaluates the rules for a new object, or with {@code old} for a change. */
    public void validate(JsonNode value, @Nullable JsonNode old, FieldErrors errors) {
        new Run(errors).node(this, value, old, "");
    }

    /** One evaluation of all rules. */
    private static final class Run {
        private final FieldErrors errors;
        private int left = MAX_EVALUATIONS;

        Run(FieldErrors errors) {
            this.errors = errors;
        }

        void node(RuleSet set, JsonNode value, @Nullable JsonNode old, String path) {
            if (value.isNull() || left < 0) {
                return;
            }
            rules(set, value, old, path);
            if (value.isObject()) {
                boolean correlates = !set.schema.isAtomic();
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    RuleSet below = set.properties.get(field.getKey());
                    String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                    if (below == null && !set.schema.properties().containsKey(field.getKey())) {
                        below = set.additional;
                        at = path + "[" + field.getKey() + "]";
                    }
                    if (below != null) {
                        node(below, field.getValue(), correlates && old != null ? old.get(field.getKey()) : null, at);
                    }
                }
            } else if (value.isArray() && set.items != null) {
                for (int i = 0; i < value.size(); i++) {
                    Correlation item = old == null || set.schema.listType() != Schema.ListType.MAP
                            ? null
                            : new Correlation(value, old, set.schema).index(i);
                    node(set.items, value.get(i), item == null ? null : item.old(), path + "[" + i + "]");
                }
            }
        }

        private void rules(RuleSet set, JsonNode value, @Nullable JsonNode old, String path) {
            if (set.rules.isEmpty()) {
                return;
            }
            Object self = Values.of(value, set.schema);
            Object oldSelf = old == null || old.isNull() ? null : Values.of(old, set.schema);
            for (Rule rule : set.rules) {
                if (oldSelf == null && rule.usesOldSelf() && !rule.takesOptionalOldSelf()) {
                    continue;
                }
                if (--left < 0) {
                    invalid(
                            set,
                            path,
                            "validation failed due to running out of cost budget, no further validation rules will be run");
                    return;
                }
                Map<String, Object> variables = new HashMap<>();
                variables.put("self", self);
                if (rule.takesOptionalOldSelf()) {
                    variables.put("oldSelf", Optional.ofNullable(oldSelf));
                } else if (oldSelf != null) {
                    variables.put("oldSelf", oldSelf);
                }
                boolean unchanged = !rule.usesOldSelf() && old != null && old.equals(value);
                rule(set, rule, variables, value, path, unchanged);
            }
        }

        private void rule(
                RuleSet set, Rule rule, Map<String, Object> variables, JsonNode value, String path, boolean unchanged) {
            if (rule.program() == null) {
                invalid(set, path, "rule compile error: " + rule.error());
                return;
            }
            try {
                if (Boolean.TRUE.equals(rule.program().eval(variables)) || unchanged) {
                    return;
                }
            } catch (CelEvaluationException e) {
                invalid(set, path, reason(e) + " evaluating rule: " + rule.label());
                return;
            }
            String fieldPath = Tree.text(rule.source(), "fieldPath").strip();
            String at = path + fieldPath;
            failed(rule, value, at.startsWith(".") ? at.substring(1) : at, message(rule, variables));
        }

        private static String message(Rule rule, Map<String, Object> variables) {
            if (rule.message() != null) {
                try {
                    Object text = rule.message().eval(variables);
                    if (text instanceof String message && !message.isBlank() && message.indexOf('\n') < 0) {
                        return message.strip();
                    }
                } catch (CelEvaluationException e) {
                    return rule.failure();
                }
            }
            return rule.failure();
        }

        private void failed(Rule rule, JsonNode value, String path, String detail) {
            Object shown = value.isContainerNode() ? FieldError.OMITTED : value.isTextual() ? value.textValue() : value;
            String where = path.isEmpty() ? "<nil>" : path;
            switch (Tree.text(rule.source(), "reason")) {
                case "FieldValueForbidden" -> errors.add(new FieldError(ErrorType.FORBIDDEN, where, null, detail));
                case "FieldValueRequired" -> errors.add(new FieldError(ErrorType.REQUIRED, where, null, detail));
                case "FieldValueDuplicate" -> errors.add(new FieldError(ErrorType.DUPLICATE, where, shown, detail));
                default -> errors.add(new FieldError(ErrorType.INVALID, where, shown, detail));
            }
        }

        private void invalid(RuleSet set, String path, String detail) {
            errors.add(new FieldError(
                    ErrorType.INVALID,
                    path.isEmpty() ? "<nil>" : path,
                    Tree.text(set.schema.source(), "type"),
                    detail));
        }

        /** What went wrong, without where in the expression, in the words of upstream's implementation of CEL. */
        private static String reason(CelEvaluationException e) {
            String message = String.valueOf(e.getMessage());
            int end = message.startsWith("evaluation error") ? message.indexOf(": ") : -1;
            String bare = end < 0 ? message : message.substring(end + 2);
            Matcher missing = NO_KEY.matcher(bare);
            if (missing.matches()) {
                return "no such key: " + missing.group(1);
            }
            return switch (e.getErrorCode()) {
                case ATTRIBUTE_NOT_FOUND -> bare.startsWith("no such") ? bare : "no such key: " + bare;
                case DIVIDE_BY_ZERO -> "division by zero";
                default -> bare.startsWith("Function '") ? innermost(e, bare) : bare.replace("Index out", "index out");
            };
        }

        /** What a function itself said. */
        private static String innermost(Throwable thrown, String otherwise) {
            Throwable cause = thrown;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause instanceof IllegalArgumentException ? String.valueOf(cause.getMessage()) : otherwise;
        }
    }
}
