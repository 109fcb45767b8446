package dev.coracle.apiserver;

import static dev.coracle.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.io.DataInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers in {@code application/vnd.kubernetes.protobuf}, read with the official Java messages. */
class ProtobufIT {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String MAPS = "/api/v1/namespaces/proto/configmaps";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"proto\"}}");
        server.post(MAPS, configMap("a", "1"));
        server.post(MAPS, configMap("b", "2"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpRequest.Builder request(String path, String accept) {
        return HttpRequest.newBuilder(server.address().resolve(path)).header("Accept", accept);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return server.client().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return send(request(path, PROTOBUF));
    }

    private static Runtime.Unknown envelope(byte[] document) throws Exception {
        assertThat(Arrays.copyOf(document, 4)).containsExactly('k', '8', 's', 0);
        return Runtime.Unknown.parseFrom(Arrays.copyOfRange(document, 4, document.length));
    }

    @Test
    void getsAnObject() throws Exception {
        HttpResponse<byte[]> response = get(MAPS + "/a");
        Runtime.Unknown document = envelope(response.body());
        V1.ConfigMap map = V1.ConfigMap.parseFrom(document.getRaw());

        assertThat(response.headers().firstValue("Content-Type")).contains(PROTOBUF);
        assertThat(document.getTypeMeta().getKind()).isEqualTo("ConfigMap");
        assertThat(document.getTypeMeta().getApiVersion()).isEqualTo("v1");
        assertThat(map.getDataMap()).containsEntry("key", "1");
        assertThat(map.getMetadata().getResourceVersion()).isNotEmpty();
        assertThat(get(MAPS + "/a").body()).isEqualTo(response.body());
    }

    @Test
    void lists() throws Exception {
        Runtime.Unknown document = envelope(get(MAPS + "?limit=1").body());
        V1.ConfigMapList list = V1.ConfigMapList.parseFrom(document.getRaw());
        V1.ConfigMapList all =
                V1.ConfigMapList.parseFrom(envelope(get(MAPS).body()).getRaw());

        assertThat(document.getTypeMeta().getKind()).isEqualTo("ConfigMapList");
        assertThat(list.getItemsList())
                .extracting(map -> map.getMetadata().getName())
                .containsExactly("a");
        assertThat(list.getMetadata().getRemainingItemCount()).isPositive();
        assertThat(list.getMetadata().getContinue()).isNotEmpty();
        assertThat(all.getItemsList())
                .extracting(map -> map.getMetadata().getName())
                .startsWith("a", "b");
    }

    @Test
    void showsMetadataAlone() throws Exception {
        HttpResponse<byte[]> response =
                send(request(MAPS, PROTOBUF + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"));
        Runtime.Unknown document = envelope(response.body());

        assertThat(document.getTypeMeta().getKind()).isEqualTo("PartialObjectMetadataList");
        assertThat(Meta.PartialObjectMetadataList.parseFrom(document.getRaw())
                        .getItems(0)
                        .getMetadata()
                        .getName())
                .isEqualTo("a");
    }

    @Test
    void drawsNoTables() throws Exception {
        HttpResponse<byte[]> refused = send(request(MAPS, PROTOBUF + ";as=Table;g=meta.k8s.io;v=v1"));

        assertThat(refused.statusCode()).isEqualTo(406);
    }

    @Test
    void tellsErrors() throws Exception {
        HttpResponse<byte[]> response = get(MAPS + "/missing");
        Meta.Status status = Meta.Status.parseFrom(envelope(response.body()).getRaw());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(status.getReason()).isEqualTo("NotFound");
        assertThat(status.getDetails().getName()).isEqualTo("missing");
    }

    @Test
    void writes() throws Exception {
        HttpResponse<byte[]> created = send(request(MAPS, PROTOBUF)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(configMap("written", "3"))));
        HttpResponse<byte[]> deleted = send(request(MAPS + "/written", PROTOBUF).DELETE());

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(V1.ConfigMap.parseFrom(envelope(created.body()).getRaw())
                        .getMetadata()
                        .getName())
                .isEqualTo("written");
        assertThat(Meta.Status.parseFrom(envelope(deleted.body()).getRaw()).getStatus())
                .isEqualTo("Success");
    }

    @Test
    void watches() throws Exception {
        HttpRequest watch = request(MAPS + "?watch=1&timeoutSeconds=30", PROTOBUF + ";stream=watch")
                .build();
        HttpResponse<InputStream> response = server.client().send(watch, HttpResponse.BodyHandlers.ofInputStream());
        try (DataInputStream in = new DataInputStream(response.body())) {
            Meta.WatchEvent first = event(in);
            Meta.WatchEvent second = event(in);
            server.post(MAPS, configMap("later", "1"));
            Meta.WatchEvent third = event(in);

            assertThat(response.headers().firstValue("Content-Type")).contains(PROTOBUF + ";stream=watch");
            assertThat(List.of(name(first), name(second), name(third)))
                    .containsExactly("ADDED a", "ADDED b", "ADDED later");
        } finally {
            server.delete(MAPS + "/later");
        }
    }

    private static Meta.WatchEvent event(DataInputStream in) throws Exception {
        return Meta.WatchEvent.parseFrom(in.readNBytes(in.readInt()));
    }

    private static String name(Meta.WatchEvent event) throws Exception {
        Runtime.Unknown document = envelope(event.getObject().getRaw().toByteArray());
        return event.getType() + " "
                + V1.ConfigMap.parseFrom(document.getRaw()).getMetadata().getName();
    }

    @Test
    void discovers() throws Exception {
        Meta.APIGroupList groups =
                Meta.APIGroupList.parseFrom(envelope(get("/apis").body()).getRaw());
        Meta.APIResourceList resources =
                Meta.APIResourceList.parseFrom(envelope(get("/api/v1").body()).getRaw());

        assertThat(groups.getGroupsList()).extracting(Meta.APIGroup::getName).contains("apps");
        assertThat(resources.getResourcesList())
                .filteredOn(resource -> resource.getName().equals("pods"))
                .singleElement()
                .satisfies(pods -> assertThat(pods.getVerbs().getItemsList()).contains("watch"));
    }

    @Test
    void anApiServiceHasAFormToo() throws Exception {
        HttpResponse<byte[]> response = get("/apis/apiregistration.k8s.io/v1/apiservices/v1.apps");

        assertThat(response.statusCode()).isEqualTo(200);
        Runtime.Unknown document = envelope(response.body());
        assertThat(document.getTypeMeta().getKind()).isEqualTo("APIService");
        assertThat(document.getRaw().toStringUtf8()).contains("v1.apps").contains("automanaged");
    }
}
