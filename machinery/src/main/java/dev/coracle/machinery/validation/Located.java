package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value, where it stands in its object, and where what is wrong with it is noted: what a validation walks along.
 * Missing and null are alike. Confined to one request.
 */
public final class Located {
    private static final String ELLIPSIS = "...";

    private final JsonNode node;
    private final Path path;
    private final FieldErrors errors;

    private Located(JsonNode node, Path path, FieldErrors errors) {
        this.node = node;
        this.path = path;
        this.errors = errors;
    }

    /** A top-level field of an object. */
    public static Located field(JsonNode object, String name, FieldErrors errors) {
        return new Located(Tree.get(object, name), Path.of(name), errors);
    }

    public static Located spec(JsonNode object, FieldErrors errors) {
        return field(object, "spec", errors);
    }

    public static Located status(JsonNode object, FieldErrors errors) {
        return field(object, "status", errors);
    }

    public Located at(String name) {
        return new Located(Tree.get(node, name), path.child(name), errors);
    }

    public Located at(String name, String more) {
        return at(name).at(more);
    }

    /** A map's value, at a path whose key is shown without its middle where it is longer than {@code longest}. */
    public Located entry(String key, int longest) {
        String shown = key;
        if (key.length() > longest) {
            int kept = longest - ELLIPSIS.length();
            shown = key.substring(0, (kept + 1) / 2) + ELLIPSIS + key.substring(key.length() - kept / 2);
        }
        return new Located(Tree.get(node, key), path.key(shown), errors);
    }

    /** The items of a list field, each with its index; none when it is not there. */
    public List<Located> items(String name) {
        return at(name).items();
    }

    public List<Located> items() {
        List<Located> items = new ArrayList<>(node.size());
        int i = 0;
        for (JsonNode item : node) {
            items.add(new Located(item, path.index(i++), errors));
        }
        return items;
    }

    public JsonNode node() {
        return node;
    }

    public Path path() {
        return path;
    }

    public FieldErrors errors() {
        return errors;
    }

    public String text() {
        return isPresent() ? node.asText() : "";
    }

    public long number() {
        return node.asLong(0);
    }

    public boolean isPresent() {
        return !node.isMissingNode() && !node.isNull();
    }

    /** Not there, or an empty text, list or map. */
    public boolean isEmpty() {
        return Tree.isEmpty(node);
    }

    public void invalid(String detail) {
        errors.invalid(path, node, detail);
    }

    /** An invalid value of which the message shows something else. */
    public void invalid(@Nullable Object shown, String detail) {
        errors.invalid(path, shown, detail);
    }

    public void required(String detail) {
        errors.required(path, detail);
    }

    public void forbidden(String detail) {
        errors.forbidden(path, detail);
    }

    public void duplicate() {
        errors.duplicate(path, node);
    }

    public void tooLong(int max) {
        errors.tooLong(path, max);
    }

    public void tooMany(int max) {
        errors.add(ErrorType.TOO_MANY, path, node.size(), FieldErrors.atMost(max));
    }

    /** One of {@code supported}, which the message shows in their order. */
    public void oneOf(List<String> supported) {
        if (!supported.contains(text())) {
            errors.notSupported(path, text(), supported);
        }
    }

    public void oneOfIfPresent(List<String> supported) {
        if (isPresent()) {
            oneOf(supported);
        }
    }

    /** A text that obeys a rule; says nothing of an empty one only if the rule does not. */
    public void obeys(NameRule rule) {
        for (String message : rule.check(text(), false)) {
            errors.invalid(path, text(), message);
        }
    }

    public void obeysIfPresent(NameRule rule) {
        if (isPresent()) {
            obeys(rule);
        }
    }

    /** A text that must be there and obey a rule. */
    public void requiredName(NameRule rule) {
        requiredName(rule, "");
    }

    public void requiredName(NameRule rule, String detail) {
        if (isEmpty()) {
            required(detail);
        } else {
            obeys(rule);
        }
    }

    public void nonNegative() {
        if (number() < 0) {
            invalid("must be greater than or equal to 0");
        }
    }

    public void inRange(long low, long high) {
        Numbers.inRange(number(), low, high, path, errors);
    }

    /** The same value as in {@code old}, an object of the same shape as the one this path begins in. */
    public void unchanged(Located old) {
        ObjectMetaValidation.immutable(node, old.node, path, errors);
    }

    /** As {@link #unchanged(Located)}, shown as upstream's internal type of that name. */
    public void unchanged(Located old, String type) {
        if (!Tree.same(node, old.node)) {
            invalid(InternalForm.of(type, node), ObjectMetaValidation.IMMUTABLE);
        }
    }

    /** Each item's field differs from those of the items before it. */
    public static void distinct(List<Located> items, String field) {
        Set<String> seen = new HashSet<>();
        for (Located item : items) {
            Located value = item.at(field);
            if (!seen.add(value.text())) {
                value.duplicate();
            }
        }
    }
}
