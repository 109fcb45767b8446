package dev.coracle.apiserver.customresources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.tree.Tree;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CustomResourceStrategyTest {
    private final WriteContext write = Kinds.of("", "configmaps").write();
    private final CustomResourceStrategy strategy = CustomResourceStrategy.of(
            Tree.newObject(),
            Tree.newObject().put("name", "v1"),
            new VersionedForms("g.example", "v1", Map.of("v1", Structural.inner(Tree.newObject())), null, null),
            () -> false);

    @Test
    void anIntegerReadAsAnotherJavaTypeIsNoChange() {
        ObjectNode old = object();
        old.putObject("spec").put("replicas", 1L);
        ObjectNode updated = object();
        updated.putObject("spec").put("replicas", 1);

        strategy.prepareForUpdate(write, updated, old);

        assertThat(updated.at("/metadata/generation").asInt()).isEqualTo(4);
    }

    @Test
    void everyOtherChangeIsANewGeneration() {
        ObjectNode old = object();
        old.putObject("spec").put("replicas", 1);
        ObjectNode updated = object();
        updated.putObject("spec").put("replicas", 1.0);

        strategy.prepareForUpdate(write, updated, old);

        assertThat(updated.at("/metadata/generation").asInt()).isEqualTo(5);
    }

    private static ObjectNode object() {
        ObjectNode object = Tree.newObject();
        object.putObject("metadata").put("name", "a").put("generation", 4);
        return object;
    }
}
