package dev.coracle.machinery.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.decode.FieldValidation;
import dev.coracle.machinery.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What strategic merge promises whatever the object and the patch. A failing try prints its seed. */
class StrategicMergePropertyTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Schema ENV =
            TestSchema.object(Map.of("name", TestSchema.string(), "value", TestSchema.string()));
    private static final Schema CONTAINER = TestSchema.object(Map.of(
            "name", TestSchema.string(),
            "image", TestSchema.string(),
            "args", TestSchema.list(TestSchema.string()),
            "env", TestSchema.mergedList(ENV, "name")));
    private static final Schema POD = TestSchema.object(Map.of("containers", TestSchema.mergedList(CONTAINER, "name")));

    @Property
    void anEmptyPatchChangesNothing(@ForAll("seeds") long seed) {
        ObjectNode object = object(new Random(seed));

        assertThat(patched(object, NODES.objectNode())).isEqualTo(object);
    }

    @Property
    void aPatchAppliedTwiceIsThePatchAppliedOnce(@ForAll("seeds") long seed) {
        Random random = new Random(seed);
        ObjectNode object = object(random);
        ObjectNode once = patched(object, patch(random, object));
        ObjectNode patch = patch(new Random(seed ^ 1), once);
        once = patched(once, patch);

        assertThat(patched(once, patch)).isEqualTo(once);
    }

    /** Against a model without order: every list a map by key, and then RFC 7386. */
    @Property
    void everyKeyHasWhatItWouldHaveInAMap(@ForAll("seeds") long seed) {
        Random random = new Random(seed);
        ObjectNode object = object(random);
        ObjectNode patch = patch(random, object);

        ObjectNode expected =
                new MergePatch().merge((ObjectNode) keyed(object.deepCopy()), (ObjectNode) keyed(patch.deepCopy()));
        assertThat(keyed(patched(object, patch))).isEqualTo(expected);
    }

    @Property
    void theOrderAskedForIsTheOrder(@ForAll("seeds") long seed) {
        Random random = new Random(seed);
        ObjectNode object = object(random);
        List<String> names = new ArrayList<>(names(object));
        java.util.Collections.shuffle(names, random);
        if (names.isEmpty()) {
            return; // upstream finds nothing to put in order then, and fails
        }
        ObjectNode patch = NODES.objectNode();
        ArrayNode order = patch.putArray("$setElementOrder/containers");
        ArrayNode items = patch.putArray("containers");
        for (String name : names) {
            order.addObject().put("name", name);
            items.addObject().put("name", name).put("image", "ordered");
        }

        assertThat(names(patched(object, patch))).isEqualTo(names);
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs();
    }

    private static ObjectNode object(Random random) {
        ObjectNode object = NODES.objectNode();
        ArrayNode containers = object.putArray("containers");
        for (String name : subset(random)) {
            containers.add(container(random, name));
        }
        return object;
    }

    private static ObjectNode container(Random random, String name) {
        ObjectNode container = NODES.objectNode().put("name", name);
        if (random.nextBoolean()) {
            container.put("image", "image-" + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            container.putArray("args").add("arg-" + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            ArrayNode env = container.putArray("env");
            subset(random)
                    .forEach(variable -> env.addObject().put("name", variable).put("value", "" + random.nextInt(3)));
        }
        return container;
    }

    /** An object that also takes things away from the items of another: fields by null, items by directive. */
    private static ObjectNode patch(Random random, ObjectNode from) {
        ObjectNode patch = object(random);
        for (JsonNode container : patch.get("containers")) {
            if (!names(from).contains(container.get("name").asText())) {
                continue; // what is new is taken as it is
            }
            if (random.nextInt(4) == 0) {
                ((ObjectNode) container).putNull("image");
            }
            for (JsonNode variable : container.path("env")) {
                deleteSometimes(random, (ObjectNode) variable);
            }
            deleteSometimes(random, (ObjectNode) container);
        }
        return patch;
    }

    private static void deleteSometimes(Random random, ObjectNode item) {
        if (random.nextInt(4) == 0) {
            item.retain("name");
            item.put("$patch", "delete");
        }
    }

    private static List<String> subset(Random random) {
        List<String> names = new ArrayList<>(List.of("a", "b", "c", "d"));
        java.util.Collections.shuffle(names, random);
        return names.subList(0, random.nextInt(names.size() + 1));
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.path("containers").forEach(item -> names.add(item.get("name").asText()));
        return names;
    }

    /** The lists of named items as maps from name to item, sorted; an item to be deleted as null. */
    private static JsonNode keyed(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
                object.set(field.getKey(), keyed(field.getValue()));
            }
            return object;
        }
        if (!(node instanceof ArrayNode list)
                || (!list.isEmpty() && !list.get(0).has("name"))) {
            return node;
        }
        Map<String, JsonNode> items = new TreeMap<>();
        list.forEach(item ->
                items.put(item.get("name").asText(), item.has("$patch") ? NODES.nullNode() : keyed(item.deepCopy())));
        return NODES.objectNode().setAll(items);
    }

    private static ObjectNode patched(ObjectNode object, ObjectNode patch) {
        return (ObjectNode) Patches.apply(
                        PatchType.STRATEGIC,
                        patch.toString().getBytes(StandardCharsets.UTF_8),
                        object.deepCopy(),
                        POD,
                        FieldValidation.WARN)
                .document();
    }
}
