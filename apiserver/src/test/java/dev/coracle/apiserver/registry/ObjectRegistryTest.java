package dev.coracle.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.registry.WriteResult.Outcome;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectRegistryTest {
    private final AtomicInteger draws = new AtomicInteger();
    /** Says each number eight times, so that names generated one after the other are the same at first. */
    private final RegistryWorld world =
            new RegistryWorld(() -> (long) (draws.getAndIncrement() / 8) * 0x9E37_79B9_7F4A_7C15L);

    @AfterEach
    void close() {
        world.close();
    }

    private static ObjectNode map(String name) {
        return RegistryWorld.object("ConfigMap", name);
    }

    private ObjectNode create(String name) {
        return world.create("configmaps", "default", map(name))
                .stored()
                .orElseThrow()
                .read();
    }

    @Test
    void storesWhatItStampsAndTracks() {
        ObjectNode map = with(map("a"), "key");
        ObjectNode stored = RegistryWorld.await(world.registry.create(
                        world.to("configmaps", "default").tracking(FieldTracking.manager("me")), map))
                .stored()
                .orElseThrow()
                .read();

        assertThat(stored.at("/metadata/uid").asText()).hasSize(36);
        assertThat(stored.at("/metadata/creationTimestamp").asText()).isNotEmpty();
        assertThat(stored.at("/metadata/managedFields/0/manager").asText()).isEqualTo("me");
        assertThat(world.read("configmaps", "a")).isEqualTo(stored);
        assertThat(map).as("what was submitted").isEqualTo(with(map("a"), "key"));
    }

    @Test
    void tellsOfATakenName() {
        create("a");

        assertThatThrownBy(() -> create("a"))
                .isInstanceOf(ApiException.class)
                .hasMessage("configmaps \"a\" already exists");
    }

    @Test
    void findsAnotherNameWhereAGeneratedOneIsTaken() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ObjectNode map = Tree.newObject().put("kind", "ConfigMap").put("apiVersion", "v1");
            map.putObject("metadata").put("generateName", "web-");
            names.add(Tree.name(world.create("configmaps", "default", map)
                    .stored()
                    .orElseThrow()
                    .read()));
        }

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("web-[a-z0-9]{5}"));
    }

    @Test
    void repeatsAnUpdateThatLostARace() {
        create("a");
        AtomicInteger calls = new AtomicInteger();

        world.update("configmaps", "a", WritePipeline.UPDATE, current -> {
            if (calls.incrementAndGet() == 1) {
                // Somebody else is faster: the steps of his write run on a thread of their own.
                RegistryWorld.await(world.registry.update(
                        WriteRequest.to(
                                ServedResource.stored(world.resource("configmaps")),
                                "default",
                                new Caller(world.caller().scope(), task -> new Thread(task).start(), warning -> {})),
                        "a",
                        WritePipeline.UPDATE,
                        there -> with(there.copy(), "theirs")));
            }
            return with(current.copy(), "ours");
        });

        assertThat(calls).hasValue(2);
        assertThat(world.read("configmaps", "a").get("data"))
                .isEqualTo(Tree.newObject().put("theirs", "1").put("ours", "1"));
    }

    private static ObjectNode with(ObjectNode map, String key) {
        Tree.createObject(map, "data").put(key, "1");
        return map;
    }

    @Test
    void refusesAnUpdateOfAnOlderVersion() {
        ObjectNode old = create("a").deepCopy();
        world.update("configmaps", "a", WritePipeline.UPDATE, current -> with(current.copy(), "b"));

        assertThatThrownBy(() -> world.update("configmaps", "a", WritePipeline.UPDATE, current -> with(old, "c")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(StatusReason.CONFLICT));
    }

    @Test
    void anUpdateThatChangesNothingIsNone() {
        long before =
                world.find("configmaps", Tree.name(create("a"))).orElseThrow().resourceVersion();

        WriteResult same = world.update("configmaps", "a", WritePipeline.UPDATE, current -> current.copy());

        assertThat(same.stored().orElseThrow().resourceVersion()).isEqualTo(before);
    }

    @Test
    void aDryRunStoresNothing() {
        WriteRequest dry = world.to("configmaps", "default").dryRun(true);

        WriteResult created = RegistryWorld.await(world.registry.create(dry, map("a")));
        assertThat(created).isInstanceOf(WriteResult.Unstored.class);
        assertThat(world.find("configmaps", "a")).isEmpty();

        create("a");
        RegistryWorld.await(
                world.registry.update(dry, "a", WritePipeline.UPDATE, current -> with(current.copy(), "b")));
        assertThat(world.read("configmaps", "a").has("data")).isFalse();
        RegistryWorld.await(world.registry.delete(
                dry, "a", DeleteOptions.parse(Tree.newObject().set("dryRun", array("All")), false)));
        assertThat(world.find("configmaps", "a")).isPresent();
    }

    private static com.fasterxml.jackson.databind.node.ArrayNode array(String text) {
        return JsonNodeFactory.instance.arrayNode().add(text);
    }

    @Test
    void deletesOnlyWhatIsMeant() {
        String uid = create("a").at("/metadata/uid").asText();
        ObjectNode other = Tree.newObject();
        other.putObject("preconditions").put("uid", "other");

        assertThatThrownBy(() -> world.delete("configmaps", "a", DeleteOptions.parse(other, false)))
                .hasMessageContaining("the UID in the precondition (other) does not match the UID in record (" + uid);

        WriteResult gone = world.delete("configmaps", "a", DeleteOptions.none());
        assertThat(gone)
                .isInstanceOfSatisfying(
                        WriteResult.StatusResult.class,
                        result -> assertThat(result.status().toJson().toString())
                                .isEqualTo(
                                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\","
                                                + "\"details\":{\"name\":\"a\",\"kind\":\"configmaps\",\"uid\":\"" + uid
                                                + "\"}}"));
        assertThat(world.find("configmaps", "a")).isEmpty();
    }

    @Test
    void whatHasFinalizersGoesWithTheLastOfThem() {
        ObjectNode held = map("a");
        held.withObject("/metadata").putArray("finalizers").add("example.com/hold");
        world.create("configmaps", "default", held);

        assertThat(world.delete("configmaps", "a", DeleteOptions.none()).outcome())
                .isEqualTo(Outcome.DELETING);
        assertThat(world.read("configmaps", "a")
                        .at("/metadata/deletionTimestamp")
                        .asText())
                .isNotEmpty();

        WriteResult gone = world.update("configmaps", "a", WritePipeline.UPDATE, current -> {
            ObjectNode free = current.copy();
            free.withObject("/metadata").remove("finalizers");
            return free;
        });
        assertThat(gone.outcome()).isEqualTo(Outcome.REMOVED);
        assertThat(world.find("configmaps", "a")).isEmpty();
    }

    @Test
    void statusAndTheRestAreWrittenApart() {
        ObjectNode claim = RegistryWorld.object("PersistentVolumeClaim", "a");
        ObjectNode spec = claim.putObject("spec");
        spec.putArray("accessModes").add("ReadWriteOnce");
        spec.putObject("resources").putObject("requests").put("storage", "1Gi");
        world.create("persistentvolumeclaims", "default", claim);
        UpdateFunction both = current -> {
            ObjectNode changed = current.copy();
            changed.withObject("/status").put("phase", "Bound");
            changed.withObject("/spec").put("volumeName", "v");
            return changed;
        };

        world.update("persistentvolumeclaims", "a", WritePipeline.STATUS, both);
        assertThat(world.read("persistentvolumeclaims", "a").at("/status/phase").asText())
                .isEqualTo("Bound");
        assertThat(world.read("persistentvolumeclaims", "a").at("/spec").has("volumeName"))
                .isFalse();

        world.update("persistentvolumeclaims", "a", WritePipeline.UPDATE, current -> {
            ObjectNode changed = both.apply(current);
            changed.withObject("/status").put("phase", "Lost");
            return changed;
        });
        assertThat(world.read("persistentvolumeclaims", "a").at("/status/phase").asText())
                .isEqualTo("Bound");
    }

    @Test
    void refusesToRunItsStepsInPlace() {
        WriteRequest inPlace = WriteRequest.to(
                ServedResource.stored(world.resource("configmaps")),
                "default",
                new Caller(world.caller().scope(), Runnable::run, warning -> {}));

        assertThatThrownBy(() -> RegistryWorld.await(world.registry.create(inPlace, map("a"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in place");
    }

    @Test
    void theServersOwnWritesKeepOffTheStoresThread() {
        List<String> threads = new ArrayList<>();
        create("a");
        try (LoopbackClient client = new LoopbackClient(world.registry)) {
            LoopbackClient.await(client.update(world.resource("configmaps"), "default", "a", current -> {
                threads.add(Thread.currentThread().getName());
                if (threads.size() == 1) {
                    world.update("configmaps", "a", WritePipeline.UPDATE, there -> with(there.copy(), "theirs"));
                }
                return with(current.copy(), "ours");
            }));
        }

        assertThat(threads).hasSize(2);
        assertThat(threads.get(1)).isEqualTo("coracle-loopback");
    }

    @Test
    void theServersOwnWritesGiveWayToWhoWasFaster() {
        create("a");
        try (LoopbackClient client = new LoopbackClient(world.registry)) {
            ObjectNode taken = map("a");
            taken.withObject("/metadata").put("namespace", "default");

            assertThat(LoopbackClient.await(client.create(world.resource("configmaps"), taken)))
                    .isEmpty();
            assertThat(LoopbackClient.await(client.delete(world.resource("configmaps"), "default", "b")))
                    .isEmpty();
            assertThat(LoopbackClient.await(client.delete(world.resource("configmaps"), "default", "a")))
                    .isPresent();
        }
    }
}
