package dev.coracle.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.kinds.plugins.AdmissionPlugins;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a plugin that is added to the table sees, may change and may refuse, though it answers from another thread. */
class AdmissionTest {
    private static final GroupVersionKind EXEC = new GroupVersionKind("", "v1", "PodExecOptions");
    private static final GroupVersionKind BINDING = new GroupVersionKind("", "v1", "Binding");

    private final Recorder recorder = new Recorder();
    private final RegistryWorld world = new RegistryWorld(
            new SplittableRandom(1), AdmissionPlugins.inOrder().and(recorder));

    @AfterEach
    void close() {
        world.close();
    }

    /** Labels what it sees and refuses what is named so. */
    private static final class Recorder implements AdmissionPlugin {
        private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

        @Override
        public String name() {
            return "Recorder";
        }

        @Override
        public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
            return !resource.storage().resource().equals("namespaces");
        }

        @Override
        public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
            seen.add("mutate " + text(attributes));
            return CompletableFuture.supplyAsync(() -> {
                if (attributes.operation() == AdmissionOperation.CREATE) {
                    Tree.createObject(Tree.createObject(attributes.object(), "metadata"), "labels")
                            .put("by", "recorder");
                }
                return null;
            });
        }

        @Override
        public CompletableFuture<Void> validate(AdmissionAttributes attributes) {
            seen.add("validate " + text(attributes));
            return attributes.name().equals("refused")
                    ? CompletableFuture.failedFuture(
                            ApiException.of(StatusReason.NOT_ACCEPTABLE, "not with us", Tree.newObject()))
                    : InTurn.DONE;
        }

        private static String text(AdmissionAttributes attributes) {
            return attributes.operation() + " " + attributes.kind().kind() + "/"
                    + attributes.context().subresource() + " "
                    + attributes.name() + " "
                    + attributes.scope().user().name()
                    + (attributes.context().dryRun() ? " dry" : "")
                    + (attributes.old() == null ? "" : " old")
                    + (Tree.has(Tree.metadata(attributes.object()), "uid") ? " uid" : "");
        }
    }

    private static ObjectNode map(String name) {
        return RegistryWorld.object("ConfigMap", name);
    }

    @Test
    void theTableIsInUpstreamsOrder() {
        assertThat(AdmissionPlugins.inOrder().names())
                .containsExactly(
                        "NamespaceLifecycle",
                        "LimitRanger",
                        "ServiceAccount",
                        "Priority",
                        "DefaultTolerationSeconds",
                        "DefaultStorageClass",
                        "StorageObjectInUseProtection",
                        "PersistentVolumeClaimResize",
                        "RuntimeClass",
                        "DefaultIngressClass",
                        "ResourceQuota");
    }

    @Test
    void seesEveryOperationAndWhoseItIs() {
        world.create("configmaps", "default", map("a"));
        world.update("configmaps", "a", WritePipeline.UPDATE, current -> current.copy());
        world.delete("configmaps", "a", DeleteOptions.none());
        ObjectNode options = Tree.newObject().put("command", "ls");
        options.putObject("metadata").put("name", "p");
        RegistryWorld.await(world.registry.connect(world.to("pods", "default").subresource("exec"), EXEC, options));
        RegistryWorld.await(world.registry.admit(
                world.to("pods", "default").subresource("binding").dryRun(true),
                BINDING,
                RegistryWorld.object("Binding", "p")));

        assertThat(recorder.seen)
                .containsExactly(
                        "mutate CREATE ConfigMap/ a alice",
                        "validate CREATE ConfigMap/ a alice uid",
                        "mutate UPDATE ConfigMap/ a alice old uid",
                        "validate UPDATE ConfigMap/ a alice old uid",
                        "mutate DELETE ConfigMap/ a alice old uid",
                        "validate DELETE ConfigMap/ a alice old uid",
                        "mutate CONNECT PodExecOptions/exec p alice",
                        "validate CONNECT PodExecOptions/exec p alice",
                        "mutate CREATE Binding/binding p alice dry",
                        "validate CREATE Binding/binding p alice dry");
    }

    @Test
    void whatItChangesIsStored() {
        world.create("configmaps", "default", map("a"));

        assertThat(world.read("configmaps", "a").at("/metadata/labels/by").asText())
                .isEqualTo("recorder");
    }

    @Test
    void refusesWithTheStatusItMakes() {
        assertThatThrownBy(() -> world.create("configmaps", "default", map("refused")))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.status().toJson().toString())
                                .isEqualTo("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},"
                                        + "\"status\":\"Failure\",\"message\":\"not with us\","
                                        + "\"reason\":\"NotAcceptable\",\"details\":{},\"code\":406}"));
        assertThat(world.find("configmaps", "refused")).isEmpty();
    }

    @Test
    void someNamespacesStay() {
        assertThatThrownBy(() -> RegistryWorld.await(
                        world.registry.delete(world.to("namespaces", ""), "default", DeleteOptions.none())))
                .hasMessage("namespaces \"default\" is forbidden: this namespace may not be deleted");
    }

    @Test
    void nothingComesIntoANamespaceThatIsNotThere() {
        assertThatThrownBy(() -> world.create("configmaps", "nowhere", map("a")))
                .hasMessage("namespaces \"nowhere\" not found");
    }
}
