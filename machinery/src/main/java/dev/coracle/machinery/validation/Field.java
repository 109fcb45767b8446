package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value, where it stands in its object, and where what is wrong with it is noted: what a validation walks along.
 * Missing and null are alike. Its path is only put together when there is something to say. Confined to one request.
 */
public final class Field {
    private static final String ELLIPSIS = "...";
    private static final int NAME = -1;
    private static final int KEY = -2;

    private final @Nullable Field parent;

    /** The name or key; the path of what has no parent. */
    private final Object segment;

    /** The index in a list, {@link #NAME} or {@link #KEY}. */
    private final int index;

    private final JsonNode node;
    private final FieldErrors errors;

    private Field(@Nullable Field parent, Object segment, int index, JsonNode node, FieldErrors errors) {
        this.parent = parent;
        this.segment = segment;
        this.index = index;
        this.node = node;
        this.errors = errors;
    }

    /** An object, or a part of one that stands at {@code path}. */
    public static Field of(JsonNode node, Path path, FieldErrors errors) {
        return new Field(null, path, NAME, node, errors);
    }

    public static Field of(JsonNode object, FieldErrors errors) {
        return of(object, Path.of(), errors);
    }

    /** A top-level field of an object. */
    public static Field of(JsonNode object, String name, FieldErrors errors) {
        return of(object, errors).at(name);
    }

    public static Field spec(JsonNode object, FieldErrors errors) {
        return of(object, "spec", errors);
    }

    public static Field status(JsonNode object, FieldErrors errors) {
        return of(object, "status", errors);
    }

    public static Field annotations(JsonNode object, FieldErrors errors) {
        return of(object, "metadata", errors).at("annotations");
    }

    public Field at(String field) {
        return new Field(this, field, NAME, Tree.get(node, field), errors);
    }

    public Field at(String field, String more) {
        return at(field).at(more);
    }

    /** A map's value. */
    public Field key(String key) {
        return new Field(this, key, KEY, Tree.get(node, key), errors);
    }

    /** A map's value, at a path whose key is shown without its middle where it is longer than {@code longest}. */
    public Field entry(String key, int longest) {
        String shown = key;
        if (key.length() > longest) {
            int kept = longest - ELLIPSIS.length();
            shown = key.substring(0, (kept + 1) / 2) + ELLIPSIS + key.substring(key.length() - kept / 2);
        }
        return new Field(this, shown, KEY, Tree.get(node, key), errors);
    }

    /** An item of a list; missing beyond its end. */
    public Field item(int at) {
        return new Field(this, "", at, node.path(at), errors);
    }

    /** The items of a list field, each with its index; none when it is not there. */
    public Iterable<Field> each(String field) {
        JsonNode list = Tree.get(node, field);
        return list.isEmpty() ? List.of() : at(field).each();
    }

    public Iterable<Field> each() {
        return node.isEmpty() ? List.of() : Items::new;
    }

    /** The items of a list. */
    private final class Items implements Iterator<Field> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < node.size();
        }

        @Override
        public Field next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return item(next++);
        }
    }

    /** The values of a map, each at its key. */
    public List<Field> entries() {
        List<Field> entries = new ArrayList<>(node.size());
        for (Map.Entry<String, JsonNode> entry : Tree.entries(node)) {
            entries.add(new Field(this, entry.getKey(), KEY, entry.getValue(), errors));
        }
        return entries;
    }

    /** The same place under another name: upstream's paths are not always those of its JSON. */
    public Field as(String shown) {
        return new Field(parent(), shown, NAME, node, errors);
    }

    /** Another value in this one's place. */
    public Field with(JsonNode other) {
        return new Field(parent, segment, index, other, errors);
    }

    /** The object or list that this is a part of. */
    public Field parent() {
        return parent == null ? this : parent;
    }

    /** The name or key by which {@link #parent()} has it. */
    public String name() {
        return parent == null ? "" : (String) segment;
    }

    public int index() {
        return index;
    }

    public JsonNode node() {
        return node;
    }

    public Path path() {
        if (parent == null) {
            return (Path) segment;
        }
        Path above = parent.path();
        return index >= 0 ? above.index(index) : index == KEY ? above.key(name()) : above.child(name());
    }

    public FieldErrors errors() {
        return errors;
    }

    public String text() {
        return node.asText("");
    }

    public String text(String field) {
        return Tree.text(node, field);
    }

    public long number() {
        return node.asLong(0);
    }

    public long number(String field) {
        return Tree.number(node, field);
    }

    public boolean flag() {
        return node.asBoolean(false);
    }

    public boolean flag(String field) {
        return Tree.flag(node, field);
    }

    public int size() {
        return node.size();
    }

    public boolean has(String field) {
        return Tree.has(node, field);
    }

    public boolean isPresent() {
        return !node.isMissingNode() && !node.isNull();
    }

    /** Not there, or an empty text, list or map. */
    public boolean isEmpty() {
        return Tree.isEmpty(node);
    }

    public boolean isEmpty(String field) {
        return Tree.isEmpty(node, field);
    }

    /** The texts of a list, or those of a field of its items. */
    public Set<String> texts() {
        Set<String> texts = new HashSet<>();
        node.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    public Set<String> texts(String field) {
        if (node.isEmpty()) {
            return Set.of();
        }
        Set<String> texts = new HashSet<>();
        node.forEach(item -> texts.add(Tree.text(item, field)));
        return texts;
    }

    public void invalid(String detail) {
        errors.invalid(path(), shown(), detail);
    }

    /** An invalid value of which the message shows something else. */
    public void invalid(@Nullable Object shown, String detail) {
        errors.invalid(path(), shown, detail);
    }

    public void required(String detail) {
        errors.required(path(), detail);
    }

    public void forbidden(String detail) {
        errors.forbidden(path(), detail);
    }

    public void duplicate() {
        duplicate(shown());
    }

    public void duplicate(Object shown) {
        errors.duplicate(path(), shown);
    }

    public void notFound() {
        errors.notFound(path(), text());
    }

    public void tooLong(int max) {
        errors.tooLong(path(), max);
    }

    public void tooMany(int max) {
        errors.add(ErrorType.TOO_MANY, path(), node.size(), FieldErrors.atMost(max));
    }

    public void notSupported(List<String> supported) {
        errors.notSupported(path(), text(), supported);
    }

    private Object shown() {
        return node.isTextual() ? node.textValue() : node;
    }

    /** One of {@code supported}, which the message shows in their order. */
    public void oneOf(List<String> supported) {
        if (!supported.contains(text())) {
            notSupported(supported);
        }
    }

    public void oneOfIfPresent(List<String> supported) {
        if (isPresent()) {
            oneOf(supported);
        }
    }

    /** One of {@code supported}; where it is empty it is said to be missing. */
    public void requiredOneOf(List<String> supported) {
        if (isEmpty()) {
            required("");
        } else {
            oneOf(supported);
        }
    }

    /** A text that obeys a rule; says nothing of an empty one only if the rule does not. */
    public void obeys(NameRule rule) {
        for (String message : rule.check(text(), false)) {
            errors.invalid(path(), text(), message);
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
            invalid(FieldRule.NOT_NEGATIVE);
        }
    }

    public void inRange(long low, long high) {
        if (number() < low || number() > high) {
            invalid(number(), "must be between " + low + " and " + high + ", inclusive");
        }
    }

    /** The same value as in {@code old}, an object of the same shape as the one this path begins in. */
    public void unchanged(Field old) {
        if (!Tree.same(node, old.node)) {
            errors.invalid(path(), node, ObjectMetaValidation.IMMUTABLE);
        }
    }

    /** As {@link #unchanged(Field)}, shown as upstream's internal type of that name. */
    public void unchanged(Field old, String type) {
        if (!Tree.same(node, old.node)) {
            invalid(InternalForm.of(type, node), ObjectMetaValidation.IMMUTABLE);
        }
    }

    /** Each item's field differs from those of the items before it. */
    public static void distinct(Iterable<Field> items, String field) {
        Set<String> seen = new HashSet<>();
        for (Field item : items) {
            if (!seen.add(item.text(field))) {
                item.at(field).duplicate();
            }
        }
    }
}
