package dev.coracle.apiserver.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaCatalogueTest {
    private final SchemaCatalogue catalogue = SchemaCatalogue.load();

    private Schema at(String definition, String... path) {
        Schema schema = catalogue.definition(definition);
        for (String field : path) {
            Schema next = schema.field(field);
            if (next == null) {
                throw new AssertionError(schema + " has no field " + field);
            }
            schema = next;
        }
        return schema;
    }

    @Test
    void everyDefinitionResolvesWithAllItsFields() {
        assertThat(catalogue.names()).hasSizeGreaterThan(700);
        Set<String> seen = new HashSet<>();
        for (String name : catalogue.names()) {
            Schema definition = catalogue.definition(name);
            for (Schema field : definition.fields().values()) {
                for (Schema type = field; type != null; type = type.items()) {
                    if (type.type() == Schema.Type.OBJECT) {
                        assertThat(catalogue.names()).contains(type.name());
                        seen.add(type.name());
                    }
                    assertThat(type.goType()).isNotEmpty();
                }
            }
            assertThat(definition.fields().keySet()).containsAll(definition.required());
        }
        assertThat(seen).hasSizeGreaterThan(400);
    }

    @Test
    void findsKindsByGroupVersionAndKind() {
        assertThat(catalogue.of(new GroupVersionKind("apps", "v1", "Deployment")))
                .get()
                .extracting(Schema::name)
                .isEqualTo("io.k8s.api.apps.v1.Deployment");
        assertThat(catalogue.of(new GroupVersionKind("events.k8s.io", "v1", "Event")))
                .get()
                .extracting(Schema::name)
                .isEqualTo("io.k8s.api.events.v1.Event");
        assertThat(catalogue.of(new GroupVersionKind("rbac.authorization.k8s.io", "v1", "Role")))
                .isPresent();
        assertThat(catalogue.of(new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition")))
                .isPresent();
        assertThat(catalogue.of(new GroupVersionKind("", "v1", "Deployment"))).isEmpty();
        assertThat(catalogue.of(new GroupVersionKind("autoscaling", "v1", "Scale")))
                .isPresent();
        assertThat(catalogue.of(new GroupVersionKind("policy", "v1", "Eviction")))
                .isPresent();
        assertThat(catalogue.of(new GroupVersionKind("", "v1", "DeleteOptions")))
                .isPresent();
    }

    @Test
    void knowsTypesFormatsAndWhatIsRequired() {
        String deployment = "io.k8s.api.apps.v1.Deployment";
        assertThat(at(deployment, "spec", "replicas").format()).isEqualTo("int32");
        assertThat(at(deployment, "metadata", "generation").format()).isEqualTo("int64");
        assertThat(at(deployment, "spec", "strategy", "rollingUpdate", "maxSurge")
                        .type())
                .isEqualTo(Schema.Type.INT_OR_STRING);
        assertThat(at(deployment, "spec").required()).containsExactlyInAnyOrder("selector", "template");
        Schema container = at("io.k8s.api.core.v1.PodSpec", "containers").items();
        assertThat(container).isNotNull();
        assertThat(container.required()).containsExactly("name");
        assertThat(at("io.k8s.api.core.v1.ResourceRequirements", "limits").items())
                .extracting(Schema::type)
                .isEqualTo(Schema.Type.QUANTITY);
        assertThat(at("io.k8s.api.core.v1.Secret", "data").items())
                .extracting(Schema::format)
                .isEqualTo("byte");
        assertThat(at("io.k8s.api.coordination.v1.Lease", "spec", "renewTime").name())
                .endsWith(".MicroTime");
        assertThat(at(deployment, "metadata", "creationTimestamp").name()).endsWith(".Time");
        assertThat(at("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "managedFields")
                        .items())
                .extracting(entry -> entry.field("fieldsV1"))
                .extracting(Schema::type)
                .isEqualTo(Schema.Type.ANY);
    }

    @Test
    void knowsHowListsMerge() {
        Schema containers = at("io.k8s.api.core.v1.PodSpec", "containers");
        assertThat(containers.patchStrategies()).containsExactly("merge");
        assertThat(containers.patchMergeKey()).isEqualTo("name");
        assertThat(at("io.k8s.api.core.v1.PodSpec", "volumes").patchStrategies())
                .containsExactlyInAnyOrder("merge", "retainKeys");
        assertThat(at("io.k8s.api.apps.v1.DeploymentSpec", "strategy").patchStrategies())
                .containsExactly("retainKeys");
        assertThat(at("io.k8s.api.apps.v1.DeploymentSpec", "strategy", "type").type())
                .isEqualTo(Schema.Type.STRING);
        assertThat(at("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "finalizers")
                        .patchMergeKey())
                .isNull();
        assertThat(at("io.k8s.api.core.v1.PodSpec", "tolerations").patchStrategies())
                .isEmpty();
    }

    @Test
    void knowsHowServerSideApplyOwnsListsAndMaps() {
        Schema ports = itemsOf(at("io.k8s.api.core.v1.PodSpec", "containers")).field("ports");
        assertThat(ports).extracting(Schema::listType).isEqualTo(Schema.ListType.MAP);
        assertThat(ports.listMapKeys()).containsExactly("containerPort", "protocol");
        assertThat(itemsOf(ports).field("protocol").defaultValue()).hasToString("\"TCP\"");
        assertThat(itemsOf(ports).field("containerPort").defaultValue()).hasToString("0");
        assertThat(itemsOf(ports).field("name").defaultValue()).isNull();
        assertThat(at("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "finalizers")
                        .listType())
                .isEqualTo(Schema.ListType.SET);
        assertThat(at("io.k8s.api.core.v1.PodSpec", "tolerations").listType()).isEqualTo(Schema.ListType.ATOMIC);
        assertThat(at("io.k8s.api.core.v1.PodSpec", "nodeSelector").isAtomic()).isTrue();
        assertThat(at("io.k8s.api.apps.v1.DeploymentSpec", "selector").isAtomic())
                .isTrue();
        assertThat(at("io.k8s.api.apps.v1.DeploymentSpec", "template").isAtomic())
                .isFalse();
        assertThat(at("io.k8s.api.apps.v1.ControllerRevision", "data").isAtomic())
                .isTrue();
    }

    @Test
    void knowsWhatIsWrittenThoughNobodySetIt() {
        assertThat(at("io.k8s.api.apps.v1.Deployment", "status").isAlwaysWritten())
                .isTrue();
        assertThat(at("io.k8s.api.apps.v1.DeploymentSpec", "strategy").isAlwaysWritten())
                .isTrue();
        assertThat(at("io.k8s.api.core.v1.PodSpec", "containers").isAlwaysWritten())
                .isTrue();
        assertThat(at("io.k8s.api.core.v1.PodSpec", "volumes").isAlwaysWritten())
                .isFalse();
        assertThat(at("io.k8s.api.core.v1.PodCondition", "lastProbeTime").isAlwaysWritten())
                .isTrue();
    }

    private static Schema itemsOf(Schema list) {
        Schema items = list.items();
        if (items == null) {
            throw new AssertionError(list + " has no items");
        }
        return items;
    }

    @Test
    void followsRecursiveTypes() {
        Schema props = at("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
        Schema nested = at(props.name(), "not", "not", "not");
        assertThat(nested.name()).isEqualTo(props.name());
        assertThat(nested.fields()).isSameAs(props.fields());
    }
}
