package dev.coracle.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.json.JsonEquality;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON patch at work on a document of the caller's, which it changes in place, operation by operation. It does what
 * json-patch v4, upstream's library, does, also where RFC 6902 wants something else: a replace of what is not there
 * adds it, an index may count from the end, and a null is as good as nothing. Confined to one patch.
 */
final class JsonPatch {
    /** Upstream's {@code JSONPatchMaxCopyBytes}: what all copies of one patch may come to. */
    private static final long MAX_COPIED = 3 << 20;

    /** What all operations together may shift in lists and look at in values: far more than any that mean well. */
    private static final long MAX_WORK = 20_000_000;

    /** Shifting an item costs less than looking at one. */
    private static final int SHIFTS_PER_LOOK = 16;

    /** As deep as what may be stored. */
    private static final int MAX_DEPTH = 500;

    private final Set<JsonNode> entered = Collections.newSetFromMap(new IdentityHashMap<>());
    private JsonNode document;
    private long copied;
    private long work;

    JsonPatch(ObjectNode document) {
        this.document = document;
        entered.add(document);
    }

    /** Applies a list of operations and returns what the document has become. */
    JsonNode apply(ArrayNode operations) {
        operations.forEach(this::apply);
        return document;
    }

    /** The objects an operation went through; upstream has their members sorted, where others keep theirs. */
    Set<JsonNode> entered() {
        return entered;
    }

    private void apply(JsonNode operation) {
        switch (text(operation, "op")) {
            case "add" -> add(operation, value(operation));
            case "remove" -> remove(place(operation));
            case "replace" -> replace(operation);
            case "move" -> {
                Place from = find(text(operation, "from"));
                JsonNode moved = from.get();
                remove(from);
                add(operation, moved == null ? JsonNodeFactory.instance.nullNode() : moved);
            }
            case "copy" -> {
                JsonNode original = find(text(operation, "from")).get();
                add(operation, original == null ? JsonNodeFactory.instance.nullNode() : copy(original));
            }
            case "test" -> test(operation);
            default -> throw Patches.doesNotApply();
        }
    }

    private void add(JsonNode operation, JsonNode value) {
        Place place = place(operation);
        checkDepth(text(operation, "path"), value);
        shift(place);
        place.add(value);
    }

    private void remove(Place place) {
        shift(place);
        place.remove();
    }

    private void shift(Place place) {
        if (place.container() instanceof ArrayNode list) {
            work(list.size() / SHIFTS_PER_LOOK);
        }
    }

    private void work(long steps) {
        work += steps;
        if (work > MAX_WORK) {
            throw ApiException.tooLarge("Request entity too large: the operations of this JSON patch take too long");
        }
    }

    private void checkDepth(String path, JsonNode value) {
        if (value.isContainerNode()) {
            long levels = path.chars().filter(c -> c == '/').count();
            if (levels + depth(value, 0) > MAX_DEPTH) {
                throw Patches.doesNotApply();
            }
        }
    }

    private int depth(JsonNode value, int above) {
        work(1);
        if (above > MAX_DEPTH) {
            throw Patches.doesNotApply();
        }
        int deepest = 0;
        for (JsonNode child : value) {
            deepest = Math.max(deepest, child.isContainerNode() ? depth(child, above + 1) : 0);
        }
        return deepest + 1;
    }

    private void replace(JsonNode operation) {
        if (text(operation, "path").isEmpty() && operation.has("path")) {
            JsonNode value = value(operation);
            if (!value.isContainerNode()) {
                throw Patches.doesNotApply();
            }
            document = value;
        } else {
            checkDepth(text(operation, "path"), value(operation));
            place(operation).replace(value(operation));
        }
    }

    private void test(JsonNode operation) {
        JsonNode wanted = value(operation);
        JsonNode actual =
                text(operation, "path").isEmpty() ? document : place(operation).get();
        boolean nothing = actual == null || actual.isNull();
        if (nothing ? !wanted.isNull() : !JsonEquality.exact(actual, wanted)) {
            throw Patches.doesNotApply();
        }
        if (actual != null) {
            enterAll(actual);
        }
    }

    private void enterAll(JsonNode value) {
        if (value.isContainerNode()) {
            entered.add(value);
            value.forEach(this::enterAll);
        }
    }

    private JsonNode copy(JsonNode original) {
        copied += original.toString().length();
        if (copied > MAX_COPIED) {
            throw Patches.doesNotApply();
        }
        return original.deepCopy();
    }

    private static String text(JsonNode operation, String field) {
        JsonNode value = operation.get(field);
        if (value == null || !value.isTextual()) {
            throw Patches.doesNotApply();
        }
        return value.textValue();
    }

    private static JsonNode value(JsonNode operation) {
        JsonNode value = operation.get("value");
        return value == null ? JsonNodeFactory.instance.nullNode() : value;
    }

    private Place place(JsonNode operation) {
        return find(text(operation, "path"));
    }

    private Place find(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length < 2) {
            throw Patches.doesNotApply();
        }
        JsonNode container = document;
        for (int i = 1; i < parts.length - 1; i++) {
            container = new Place(container, key(parts[i])).get();
            if (container == null || !container.isContainerNode()) {
                throw Patches.doesNotApply();
            }
            entered.add(container);
        }
        return new Place(container, key(parts[parts.length - 1]));
    }

    private static String key(String part) {
        return part.indexOf('~') < 0 ? part : part.replace("~1", "/").replace("~0", "~");
    }

    /** A member or an item of a container, which may be there or not. */
    private record Place(JsonNode container, String key) {
        @Nullable
        JsonNode get() {
            if (container instanceof ArrayNode list) {
                return list.get(index(list.size(), list.size() - 1));
            }
            return container.get(key);
        }

        void add(JsonNode value) {
            if (container instanceof ObjectNode object) {
                object.set(key, value);
            } else if (container instanceof ArrayNode list) {
                list.insert(key.equals("-") ? list.size() : index(list.size() + 1, list.size()), value);
            }
        }

        void replace(JsonNode value) {
            if (container instanceof ObjectNode object) {
                object.set(key, value);
            } else if (container instanceof ArrayNode list) {
                list.set(index(list.size(), list.size() - 1), value);
            }
        }

        void remove() {
            boolean there = container instanceof ArrayNode list
                    ? list.remove(index(list.size(), list.size() - 1)) != null
                    : ((ObjectNode) container).remove(key) != null;
            if (!there) {
                throw Patches.doesNotApply();
            }
        }

        /** @param size what a negative index counts back from */
        private int index(int size, int last) {
            int index;
            try {
                index = Integer.parseInt(key);
            } catch (NumberFormatException e) {
                throw Patches.doesNotApply();
            }
            int counted = index < 0 ? index + size : index;
            if (counted < 0 || counted > last) {
                throw Patches.doesNotApply();
            }
            return counted;
        }
    }
}
