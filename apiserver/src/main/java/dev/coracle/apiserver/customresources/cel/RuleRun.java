package dev.coracle.apiserver.customresources.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.customresources.cel.Expression.Outcome;
import dev.coracle.apiserver.customresources.values.Correlation;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of all rules of a value and of its parts, within a budget: upstream's {@code Validator.validate} (v1.36).
 * Confined to it.
 */
final class RuleRun {
    private static final int MAX_MESSAGE_BYTES = 5 * 1024;
    private static final String NO_BUDGET =
            "validation failed due to running out of cost budget, no further validation rules will be run";

    private final Consumer<FieldError> errors;
    private final Consumer<FieldError> forgiven;
    private long left;

    /** @param forgiven takes what was just as wrong before */
    RuleRun(long budget, Consumer<FieldError> errors, Consumer<FieldError> forgiven) {
        this.left = budget;
        this.errors = errors;
        this.forgiven = forgiven;
    }

    /**
     * A value and where it is.
     *
     * @param old what it was before; null when it is new, or when nobody can tell
     * @param isUnchanged whether it is part of something that is as it was before
     */
    record Place(JsonNode value, @Nullable JsonNode old, String path, boolean isUnchanged) {
        Place below(JsonNode part, @Nullable JsonNode before, String at) {
            return new Place(part, before, at, before == null ? isUnchanged : part.equals(before));
        }
    }

    /** The budget that is left; negative when it did not suffice. */
    long left() {
        return left;
    }

    void node(RuleSet set, Place place) {
        if (place.value().isNull() || left < 0) {
            return;
        }
        rules(set, place);
        if (place.value().isObject()) {
            fields(set, place);
        } else if (place.value().isArray() && set.items() != null) {
            items(set, set.items(), place);
        }
    }

    private void fields(RuleSet set, Place place) {
        for (Map.Entry<String, JsonNode> field : place.value().properties()) {
            String name = field.getKey();
            RuleSet below = set.property(name);
            String at = place.path().isEmpty() ? name : place.path() + "." + name;
            if (below == null && !set.schema().properties().containsKey(name)) {
                below = set.additional();
                at = place.path() + "[" + name + "]";
            }
            if (below != null) {
                JsonNode before = place.old() == null ? null : place.old().get(name);
                node(below, place.below(field.getValue(), before, at));
            }
        }
    }

    private void items(RuleSet set, RuleSet items, Place place) {
        JsonNode old = place.old();
        boolean correlates = old != null && set.schema().listType() == Schema.ListType.MAP;
        for (int i = 0; i < place.value().size(); i++) {
            Correlation item = correlates ? new Correlation(place.value(), old, set.schema()).index(i) : null;
            JsonNode before = item == null ? null : item.old();
            node(items, place.below(place.value().get(i), before, place.path() + "[" + i + "]"));
        }
    }

    private void rules(RuleSet set, Place place) {
        if (set.rules().isEmpty()) {
            return;
        }
        if (left <= 0) {
            giveUp(set, place, NO_BUDGET);
            return;
        }
        Object self = Values.of(place.value(), set.schema());
        JsonNode old = place.old();
        Object oldSelf = old == null || old.isNull() ? null : Values.of(old, set.schema());
        for (Rule rule : set.rules()) {
            if (oldSelf == null && rule.usesOldSelf() && !rule.takesOptionalOldSelf()) {
                continue;
            }
            Map<String, Object> variables = new HashMap<>();
            variables.put("self", self);
            if (rule.takesOptionalOldSelf()) {
                variables.put("oldSelf", Optional.ofNullable(oldSelf));
            } else if (oldSelf != null) {
                variables.put("oldSelf", oldSelf);
            }
            rule(set, rule, variables, place);
            if (left < 0) {
                return;
            }
        }
    }

    private void rule(RuleSet set, Rule rule, Map<String, Object> variables, Place place) {
        Expression expression = rule.rule().expression();
        if (expression == null) {
            invalid(set, place, "rule compile error: " + rule.rule().error());
            return;
        }
        Outcome outcome = expression.evaluate(variables);
        if (outcome.cost() > left) {
            giveUp(set, place, NO_BUDGET);
            return;
        }
        left -= outcome.cost();
        if (outcome.exceedsLimit()) {
            giveUp(
                    set,
                    place,
                    "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call "
                            + "cost exceeds limit for rule: " + rule.label());
        } else if (outcome.failure() != null) {
            invalid(set, place, EvaluationErrors.reason(outcome.failure()) + " evaluating rule: " + rule.label());
        } else if (!Boolean.TRUE.equals(outcome.value())) {
            failed(set, rule, variables, place);
        }
    }

    /** A broken rule that was broken before, and is not about the change, is forgiven. */
    private void failed(RuleSet set, Rule rule, Map<String, Object> variables, Place place) {
        String at = place.path() + Tree.text(rule.source(), "fieldPath").strip();
        Place field =
                new Place(place.value(), place.old(), at.startsWith(".") ? at.substring(1) : at, place.isUnchanged());
        Consumer<FieldError> heard = !rule.usesOldSelf() && place.isUnchanged() ? forgiven : errors;
        Expression message = rule.message().expression();
        if (message == null) {
            heard.accept(broken(rule, field, rule.failure()));
            return;
        }
        Outcome outcome = message.evaluate(variables);
        String impossible = "";
        if (outcome.cost() > left) {
            impossible =
                    "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run";
        } else if (outcome.exceedsLimit()) {
            impossible =
                    "no further validation rules will be run due to call cost exceeds limit for messageExpression: \""
                            + Tree.text(rule.source(), "messageExpression") + "\"";
        }
        if (!impossible.isEmpty()) {
            left = -1;
            heard.accept(invalid(set, field.path(), impossible));
            return;
        }
        left -= outcome.cost();
        heard.accept(broken(rule, field, isMessage(outcome.value()) ? text(outcome.value()) : rule.failure()));
    }

    private static String text(@Nullable Object message) {
        return String.valueOf(message).strip();
    }

    private static boolean isMessage(@Nullable Object value) {
        String text = value instanceof String ? text(value) : "";
        return !text.isEmpty()
                && text.indexOf('\n') < 0
                && text.getBytes(StandardCharsets.UTF_8).length <= MAX_MESSAGE_BYTES;
    }

    private static FieldError broken(Rule rule, Place place, String detail) {
        JsonNode value = place.value();
        Object shown = value.isContainerNode() ? FieldError.OMITTED : value.isTextual() ? value.textValue() : value;
        String where = shown(place.path());
        return switch (Tree.text(rule.source(), "reason")) {
            case "FieldValueForbidden" -> new FieldError(ErrorType.FORBIDDEN, where, null, detail);
            case "FieldValueRequired" -> new FieldError(ErrorType.REQUIRED, where, null, detail);
            case "FieldValueDuplicate" -> new FieldError(ErrorType.DUPLICATE, where, shown, detail);
            default -> new FieldError(ErrorType.INVALID, where, shown, detail);
        };
    }

    private void invalid(RuleSet set, Place place, String detail) {
        errors.accept(invalid(set, place.path(), detail));
    }

    /** Ends the whole run. */
    private void giveUp(RuleSet set, Place place, String detail) {
        left = -1;
        invalid(set, place, detail);
    }

    private static FieldError invalid(RuleSet set, String path, String detail) {
        return new FieldError(
                ErrorType.INVALID, shown(path), Tree.text(set.schema().source(), "type"), detail);
    }

    private static String shown(String path) {
        return path.isEmpty() ? "<nil>" : path;
    }
}
