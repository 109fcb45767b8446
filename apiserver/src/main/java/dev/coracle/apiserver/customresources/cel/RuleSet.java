package dev.coracle.apiserver.customresources.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rules of a schema and of its parts. Immutable. */
public final class RuleSet {
    /** What the rules of one object may cost together, in CEL's units: upstream's RuntimeCELCostBudget. */
    public static final long BUDGET = 10_000_000;

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

    Structural schema() {
        return schema;
    }

    /** The rules of the value itself. */
    List<Rule> rules() {
        return rules;
    }

    /** The rules of a field the schema names; null if there are none. */
    @Nullable
    RuleSet property(String name) {
        return properties.get(name);
    }

    /** The rules of a map's values; null if there are none. */
    @Nullable
    RuleSet additional() {
        return additional;
    }

    /** The rules of a list's items; null if there are none. */
    @Nullable
    RuleSet items() {
        return items;
    }

    /**
     * Evaluates the rules for a new object, or with {@code old} for a change.
     *
     * @param forgiven takes what was just as wrong before
     */
    public void validate(JsonNode value, @Nullable JsonNode old, FieldErrors errors, Consumer<FieldError> forgiven) {
        new RuleRun(BUDGET, errors::add, forgiven).node(this, new RuleRun.Place(value, old, "", value.equals(old)));
    }

    /**
     * Evaluates the rules for the default of a schema, which must hold both as it is and when it is new.
     *
     * @param budget what this may cost
     * @return what is left of it; negative when it did not suffice
     */
    public long validateDefault(JsonNode value, String path, long budget, FieldErrors errors) {
        FieldErrors found = new FieldErrors();
        long left = runDefault(value, value, path, budget, found);
        if (found.isEmpty()) {
            left = Math.min(left, runDefault(value, null, path, budget, found));
        }
        found.all().forEach(errors::add);
        return left;
    }

    private long runDefault(JsonNode value, @Nullable JsonNode old, String path, long budget, FieldErrors errors) {
        RuleRun run = new RuleRun(budget, errors::add, errors::add);
        run.node(this, new RuleRun.Place(value, old, path, false));
        return run.left();
    }
}
