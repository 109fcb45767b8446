package dev.coracle.apiserver.customresources.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code x-kubernetes-validations}, compiled.
 *
 * @param source the entry
 * @param usesOldSelf whether it is about a change
 * @param rule what must hold
 * @param message its messageExpression
 * @param maxCardinality how often the rule can be evaluated for one object where the schema around it does not say
 */
public record Rule(JsonNode source, boolean usesOldSelf, Compiled rule, Compiled message, long maxCardinality) {

    /**
     * What an expression was compiled to.
     *
     * @param expression null when there is none or it does not compile
     * @param error why it does not compile; empty when it does
     * @param cost of one evaluation at worst; 0 when nobody asked for it
     */
    public record Compiled(@Nullable Expression expression, String error, long cost) {
        private static final Compiled NONE = new Compiled(null, "", 0);

        private static Compiled failed(String error) {
            return new Compiled(null, error, 0);
        }
    }

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
        Compiled rule = compile(Tree.text(source, "rule"), SimpleType.BOOL, environment, sizes);
        Compiled message = Compiled.NONE;
        String messageExpression = Tree.text(source, "messageExpression");
        if (rule.expression() != null && !messageExpression.isEmpty()) {
            message = compile(messageExpression, SimpleType.STRING, environment, sizes);
        }
        return new Rule(source, usesOldSelf(rule), rule, message, sizes == null ? 0 : sizes.maxCardinality());
    }

    private static boolean usesOldSelf(Compiled rule) {
        return rule.expression() != null
                && rule.expression().ast().getReferenceMap().values().stream()
                        .anyMatch(reference -> reference.name().equals("oldSelf"));
    }

    private static Compiled compile(String text, CelType wanted, Environment environment, @Nullable SizedType sizes) {
        try {
            Expression expression = environment.compile(text, wanted);
            return new Compiled(expression, "", sizes == null ? 0 : CostEstimate.max(expression.ast(), sizes));
        } catch (IllegalArgumentException e) {
            return Compiled.failed(String.valueOf(e.getMessage()));
        }
    }

    /** Why the messageExpression does not compile; empty when it does. */
    public String messageError() {
        String why = message.error();
        return why.isEmpty() || why.startsWith("messageExpression") ? why : "messageExpression " + why;
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
