package dev.coracle.apiserver.customresources.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelRuntime;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code x-kubernetes-validations}, compiled.
 *
 * @param source the entry
 * @param program null when it does not compile
 * @param message its messageExpression; null when there is none or it does not compile
 * @param usesOldSelf whether it is about a change
 * @param error why it does not compile; empty when it does
 * @param messageError the same of the messageExpression
 * @param cost of one evaluation at worst; 0 when nobody asked for it
 * @param messageCost the same of the messageExpression
 * @param maxCardinality how often the rule can be evaluated for one object where the schema around it does not say
 */
public record Rule(
        JsonNode source,
        CelRuntime.@Nullable Program program,
        CelRuntime.@Nullable Program message,
        boolean usesOldSelf,
        String error,
        String messageError,
        long cost,
        long messageCost,
        long maxCardinality) {
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");

    /** The rules of one node of a schema, ready to be run. */
    static List<Rule> compile(Structural schema) {
        return compile(schema, null);
    }

    /**
     * The rules of one node of a schema with an estimate of their costs.
     *
     * @param isRoot whether it is the schema of whole objects
     */
    public static List<Rule> estimate(Structural schema, boolean isRoot) {
        return compile(schema, SizedType.of(schema, isRoot));
    }

    private static List<Rule> compile(Structural schema, @Nullable SizedType sizes) {
        List<Rule> rules = new ArrayList<>();
        JsonNode sources = Tree.get(schema.source(), "x-kubernetes-validations");
        Environment plain = null;
        Environment optional = null;
        for (JsonNode source : sources) {
            Environment environment;
            if (Tree.flag(source, "optionalOldSelf")) {
                optional = optional == null ? new Environment(schema, true) : optional;
                environment = optional;
            } else {
                plain = plain == null ? new Environment(schema, false) : plain;
                environment = plain;
            }
            rules.add(compile(source, environment, sizes));
        }
        return List.copyOf(rules);
    }

    private static Rule compile(JsonNode source, Environment environment, @Nullable SizedType sizes) {
        String expression = Tree.text(source, "rule");
        boolean usesOldSelf =
                OLD_SELF.matcher(TEXT.matcher(expression).replaceAll("")).find();
        Environment.Compiled rule = null;
        Environment.Compiled message = null;
        String error = "";
        String messageError = "";
        try {
            rule = environment.compile(expression, SimpleType.BOOL);
        } catch (IllegalArgumentException e) {
            error = String.valueOf(e.getMessage());
        }
        String messageExpression = Tree.text(source, "messageExpression");
        if (rule != null && !messageExpression.isEmpty()) {
            try {
                message = environment.compile(messageExpression, SimpleType.STRING);
            } catch (IllegalArgumentException e) {
                String why = String.valueOf(e.getMessage());
                messageError = why.startsWith("messageExpression") ? why : "messageExpression " + why;
            }
        }
        return new Rule(
                source,
                rule == null ? null : rule.program(),
                message == null ? null : message.program(),
                usesOldSelf,
                error,
                messageError,
                cost(rule, sizes),
                cost(message, sizes),
                sizes == null ? 0 : sizes.maxCardinality());
    }

    private static long cost(Environment.@Nullable Compiled compiled, @Nullable SizedType sizes) {
        return compiled == null || sizes == null ? 0 : CostEstimate.max(compiled.ast(), sizes);
    }

    boolean takesOptionalOldSelf() {
        return Tree.flag(source, "optionalOldSelf");
    }

    String text() {
        return Tree.text(source, "rule").strip();
    }

    /** What is said when the rule does not hold. */
    String failure() {
        String text = Tree.text(source, "message").strip();
        return text.isEmpty() ? "failed rule: " + text() : text;
    }

    /** How errors name the rule. */
    String label() {
        String text = Tree.text(source, "message").strip();
        return text.isEmpty() ? text() : text;
    }
}
