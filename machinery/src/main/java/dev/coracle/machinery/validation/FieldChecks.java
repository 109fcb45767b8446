package dev.coracle.machinery.validation;

import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.coracle.machinery.tree.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one field, or each item of a list field, is held to: checks in their order. Each method returns a rule of one check
 * more. A check that may end the rule, as {@link #required()} does, says so. Immutable.
 */
public final class FieldChecks implements FieldRule {
    @SuppressWarnings("UnnecessaryLambda") // one object, compared by identity
    private static final Consumer<Field> NOTHING = field -> {};

    private final String name;
    private final boolean items;
    private final Check[] checks;

    /** Whether there is nothing to say of a field that is not there; found out once, to the same effect in any thread. */
    private @Nullable Boolean mayBeMissing;

    private FieldChecks(String name, boolean items, Check... checks) {
        this.name = name;
        this.items = items;
        this.checks = checks;
    }

    static FieldChecks of(String name, boolean items) {
        return new FieldChecks(name, items);
    }

    /**
     * One thing a value is held to.
     *
     * @param report says what is wrong where it does not hold
     * @param ends whether nothing else is worth saying then
     */
    private record Check(Predicate<JsonNode> holds, Consumer<Field> report, boolean ends) {}

    @Override
    public void check(Field at) {
        JsonNode value = Tree.get(at.node(), name);
        if (!items) {
            if (!value.isMissingNode() || !mayBeMissing()) {
                field(at, value);
            }
        } else if (!value.isEmpty()) {
            for (int i = 0; i < value.size(); i++) {
                item(at, value.get(i), i);
            }
        }
    }

    /** Most fields are not there, so this is asked once. */
    @SuppressWarnings("ReferenceEquality") // NOTHING is one object
    private boolean mayBeMissing() {
        Boolean known = mayBeMissing;
        if (known == null) {
            known = true;
            for (Check check : checks) {
                if (!check.holds().test(MissingNode.getInstance())) {
                    known = check.report() == NOTHING;
                    break;
                }
            }
            mayBeMissing = known;
        }
        return known;
    }

    private void field(Field at, JsonNode value) {
        for (Check check : checks) {
            if (!check.holds().test(value)) {
                check.report().accept(at.at(name));
                if (check.ends()) {
                    return;
                }
            }
        }
    }

    private void item(Field at, JsonNode item, int index) {
        for (Check check : checks) {
            if (!check.holds().test(item)) {
                check.report().accept(at.at(name).item(index));
                if (check.ends()) {
                    return;
                }
            }
        }
    }

    /** Any check: what {@code holds} is fine, of the rest {@code report} says what is wrong. */
    public FieldChecks when(Predicate<JsonNode> holds, Consumer<Field> report) {
        return then(holds, report, false);
    }

    private FieldChecks then(Predicate<JsonNode> holds, Consumer<Field> report, boolean ends) {
        Check[] more = Arrays.copyOf(checks, checks.length + 1);
        more[checks.length] = new Check(holds, report, ends);
        return new FieldChecks(name, items, more);
    }

    /** What follows is not asked of a field that is not there. */
    public FieldChecks optional() {
        return then(value -> !value.isMissingNode(), NOTHING, true);
    }

    /** What follows is not asked of a field that is not there, or empty. */
    public FieldChecks unlessEmpty() {
        return then(value -> !Tree.isEmpty(value), NOTHING, true);
    }

    /** What follows is not asked of a number that is not there, or zero. */
    public FieldChecks unlessZero() {
        return then(value -> value.asLong(0) != 0, NOTHING, true);
    }

    /** There, and no empty text, list or map; if it is, nothing else is said. */
    public FieldChecks required() {
        return required("");
    }

    public FieldChecks required(String detail) {
        return then(value -> !Tree.isEmpty(value), field -> field.required(detail), true);
    }

    /** There, and not zero, which means the same. */
    public FieldChecks nonZero() {
        return then(value -> value.asLong(0) != 0, field -> field.required(""), true);
    }

    /** There, be it empty or zero. */
    public FieldChecks present(String detail) {
        return then(value -> !value.isMissingNode(), field -> field.required(detail), true);
    }

    /** Not there. */
    public FieldChecks forbidden(String detail) {
        return when(JsonNode::isMissingNode, field -> field.forbidden(detail));
    }

    public FieldChecks nonNegative() {
        return nonNegative(NOT_NEGATIVE);
    }

    public FieldChecks nonNegative(String detail) {
        return when(value -> value.asLong(0) >= 0, field -> field.invalid(detail));
    }

    public FieldChecks positive(String detail) {
        return when(value -> value.asLong(0) > 0, field -> field.invalid(field.number(), detail));
    }

    public FieldChecks inRange(long low, long high) {
        return inRange(low, high, "must be between " + low + " and " + high + ", inclusive");
    }

    public FieldChecks inRange(long low, long high, String detail) {
        return when(
                value -> value.asLong(0) >= low && value.asLong(0) <= high,
                field -> field.invalid(field.number(), detail));
    }

    /** A user's or group's id. */
    public FieldChecks id() {
        return inRange(0, Integer.MAX_VALUE);
    }

    /** One of the texts, which the message shows in their order. */
    public FieldChecks oneOf(String... supported) {
        return oneOf(List.of(supported));
    }

    public FieldChecks oneOf(List<String> supported) {
        return when(value -> supported.contains(value.asText("")), field -> field.notSupported(supported));
    }

    /** A text of at most so many characters. */
    public FieldChecks maxLength(int max) {
        return when(value -> value.asText("").length() <= max, field -> field.tooLong(max));
    }

    /** A list or map of at most so many items. */
    public FieldChecks maxItems(int max) {
        return when(value -> value.size() <= max, field -> field.tooMany(max));
    }

    /** As {@link #maxItems}; of more of them nothing else is said. */
    public FieldChecks fewItems(int max) {
        return then(value -> value.size() <= max, field -> field.tooMany(max), true);
    }

    /** A text of a form. */
    public FieldChecks matches(Predicate<String> form, String detail) {
        return when(value -> form.test(value.asText("")), field -> field.invalid(field.text(), detail));
    }

    /** A text that obeys a rule for names. */
    public FieldChecks obeys(NameRule rule) {
        return when(value -> rule.check(value.asText(""), false).isEmpty(), field -> field.obeys(rule));
    }

    public FieldChecks dnsLabel() {
        return obeys(NameRule.DNS_LABEL);
    }

    public FieldChecks dnsSubdomain() {
        return when(value -> DnsNames.isSubdomain(value.asText("")), field -> field.obeys(NameRule.DNS_SUBDOMAIN));
    }

    /** A label's key, or what is named like one. */
    public FieldChecks labelKey() {
        return when(value -> QualifiedNames.key(value.asText("")).isEmpty(), LabelValidation::labelName);
    }

    /** A {@code metav1.LabelSelector}, if there is one. */
    public FieldChecks selector() {
        return to(LabelValidation::selector);
    }

    /** Each item of a list that passed so far is held to a rule. */
    public FieldChecks eachTo(FieldRule rule) {
        return when(JsonNode::isEmpty, list -> list.each().forEach(rule::check));
    }

    /** What is there is held to rules of its own. */
    public FieldChecks to(FieldRule... rules) {
        FieldRule rule = rules.length == 1 ? rules[0] : FieldRule.all(rules);
        return when(JsonNode::isMissingNode, rule::check);
    }
}
