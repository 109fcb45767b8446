package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.reflect.TypeToken;
import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import dev.coracle.testing.ControlPlaneExtension;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.options.ListOptions;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The official Java client. */
class JavaClientIT {
    @RegisterExtension
    static final ControlPlaneExtension PLANE = ControlPlaneExtension.with(
            ControlPlaneOptions.builder().components().build());

    private ApiClient client;
    private CoreV1Api api;
    private String namespace;

    @BeforeEach
    void connect(ControlPlane plane, TestInfo test) throws Exception {
        client = new ClientBuilder().setBasePath(plane.apiServer().toString()).build();
        client.setReadTimeout(0);
        api = new CoreV1Api(client);
        namespace = "java-" + test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        api.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(namespace)))
                .execute();
    }

    @Test
    void lists() throws ApiException {
        for (String name : List.of("b", "a", "c")) {
            create(name);
        }

        List<String> names = new ArrayList<>();
        String next = null;
        do {
            V1ConfigMapList page = api.listNamespacedConfigMap(namespace)
                    .limit(2)
                    ._continue(next)
                    .execute();
            page.getItems().forEach(item -> names.add(item.getMetadata().getName()));
            next = page.getMetadata().getContinue();
        } while (next != null);

        assertThat(names).containsExactly("a", "b", "c");
    }

    @Test
    void watches() throws Exception {
        String version =
                api.listNamespacedConfigMap(namespace).execute().getMetadata().getResourceVersion();
        try (Watch<V1ConfigMap> watch = Watch.createWatch(
                client,
                api.listNamespacedConfigMap(namespace)
                        .resourceVersion(version)
                        .watch(true)
                        .buildCall(null),
                new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
            create("a");
            api.deleteNamespacedConfigMap("a", namespace).execute();

            assertThat(watch.next().type).isEqualTo("ADDED");
            assertThat(watch.next().type).isEqualTo("DELETED");
        }
    }

    @Test
    void informs() throws ApiException {
        create("a");
        SharedInformerFactory factory = new SharedInformerFactory(client);
        try {
            SharedIndexInformer<V1ConfigMap> informer = factory.sharedIndexInformerFor(
                    new GenericKubernetesApi<>(
                            V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client),
                    V1ConfigMap.class,
                    0,
                    namespace);
            factory.startAllRegisteredInformers();
            await().until(informer::hasSynced);
            assertThat(informer.getIndexer().getByKey(namespace + "/a").getData())
                    .containsEntry("k", "v");

            create("b");

            await().until(() -> informer.getIndexer().getByKey(namespace + "/b") != null);
        } finally {
            factory.stopAllRegisteredInformers();
        }
    }

    @Test
    void patches() throws ApiException {
        create("a");

        patch("a", V1Patch.PATCH_FORMAT_JSON_PATCH, "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"1\"}]");
        patch("a", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"merge\":\"2\"}}");
        patch("a", V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, "{\"data\":{\"strategic\":\"3\"}}");

        assertThat(api.readNamespacedConfigMap("a", namespace).execute().getData())
                .isEqualTo(Map.of("k", "v", "json", "1", "merge", "2", "strategic", "3"));
    }

    @Test
    void applies() throws ApiException {
        apply("me", "mine", false);
        assertThatThrownBy(() -> apply("you", "yours", false)).satisfies(JavaClientIT::isConflict);

        assertThat(apply("you", "yours", true).getData()).containsEntry("k", "yours");
    }

    @Test
    void meetsConflicts() throws ApiException {
        V1ConfigMap first = create("a");
        V1ConfigMap second = api.readNamespacedConfigMap("a", namespace).execute();
        first.getData().put("k", "first");
        api.replaceNamespacedConfigMap("a", namespace, first).execute();
        second.getData().put("k", "second");

        assertThatThrownBy(() ->
                        api.replaceNamespacedConfigMap("a", namespace, second).execute())
                .satisfies(JavaClientIT::isConflict);
    }

    @Test
    void listsAnythingByItsNames() {
        assertThat(new GenericKubernetesApi<>(
                                V1Namespace.class,
                                io.kubernetes.client.openapi.models.V1NamespaceList.class,
                                "",
                                "v1",
                                "namespaces",
                                client)
                        .list(new ListOptions())
                        .getObject()
                        .getItems())
                .extracting(item -> item.getMetadata().getName())
                .contains(namespace, "default");
    }

    private V1ConfigMap create(String name) throws ApiException {
        V1ConfigMap map =
                new V1ConfigMap().metadata(new V1ObjectMeta().name(name)).putDataItem("k", "v");
        return api.createNamespacedConfigMap(namespace, map).execute();
    }

    private V1ConfigMap patch(String name, String format, String body) throws ApiException {
        return PatchUtils.patch(
                V1ConfigMap.class,
                () -> api.patchNamespacedConfigMap(name, namespace, new V1Patch(body))
                        .buildCall(null),
                format,
                client);
    }

    private V1ConfigMap apply(String manager, String value, boolean force) throws ApiException {
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\""
                + value + "\"}}";
        return PatchUtils.patch(
                V1ConfigMap.class,
                () -> api.patchNamespacedConfigMap("a", namespace, new V1Patch(body))
                        .fieldManager(manager)
                        .force(force)
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                client);
    }

    private static void isConflict(Throwable refused) {
        assertThat(refused)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        answer -> assertThat(answer.getCode()).isEqualTo(HttpURLConnection.HTTP_CONFLICT));
    }
}
