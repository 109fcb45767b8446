package dev.coracle.apiserver;

import static dev.coracle.apiserver.TestServer.JSON;
import static dev.coracle.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coracle.apiserver.TestServer.Response;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds for every path: codes, headers, encodings, limits; and the paths that name no resource. */
class HttpIT {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersUnknownPathsAsUpstreamDoes() {
        Response outside = server.get("/nothing");
        Response unknownGroup = server.get("/apis/nothing.example.com/v1/things");
        Response unknownResource = server.get("/api/v1/things");

        assertThat(outside.status()).isEqualTo(404);
        assertThat(outside.text()).isEqualTo("404 page not found\n");
        assertThat(unknownGroup.text()).isEqualTo("404 page not found\n");
        assertThat(unknownResource.message()).isEqualTo("the server could not find the requested resource");
        assertThat(unknownResource.at("/reason")).isEqualTo("NotFound");
        assertThat(server.get("/api/v1/namespaces/default/nodes").status()).isEqualTo(404);
    }

    @Test
    void answersWrongMethods() {
        assertThat(server.post("/api/v1/configmaps", configMap("a", "1")).status())
                .isEqualTo(405);
        assertThat(server.put(MAPS, configMap("a", "1")).message())
                .isEqualTo("the server does not allow this method on the requested resource");
        assertThat(server.delete("/api/v1/namespaces").status()).isEqualTo(405);
        assertThat(server.get(MAPS, "Impersonate-User", "me").status()).isEqualTo(405);
    }

    @Test
    void refusesWhatIsAbsentAfterWhatIsNotThere() {
        server.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        server.post(
                "/api/v1/namespaces/default/pods",
                "{\"metadata\":{\"name\":\"lone\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        String pods = "/api/v1/namespaces/default/pods/";

        assertThat(server.get(pods + "zz/exec").status()).isEqualTo(404);
        assertThat(server.get(pods + "lone/exec").message()).isEqualTo("pod lone does not have a host assigned");
        assertThat(server.get(pods + "lone/portforward").status()).isEqualTo(400);
        assertThat(server.get(pods + "lone/attach?container=d").message())
                .isEqualTo("container d is not valid for pod lone");
        assertThat(server.get("/api/v1/namespaces/default/services/a/proxy").status())
                .isEqualTo(404);
        Response proxy = server.get("/api/v1/namespaces/default/services/kubernetes/proxy");
        assertThat(proxy.message()).isEqualTo("services/proxy is not supported by this server yet");
        assertThat(proxy.status()).as("a code that no client tries again").isEqualTo(405);
        assertThat(server.get(pods + "lone/log?tailLines=-1").message())
                .startsWith("PodLogOptions \"lone\" is invalid");
    }

    @Test
    void negotiates() {
        Response html = server.get(MAPS, "Accept", "text/html");
        Response unknown = server.get(MAPS, "Accept", "application/json;as=Thing;v=v1;g=meta.k8s.io");
        Response stream = server.get(MAPS + "?watch=1", "Accept", "application/yaml");
        Response body = server.send("POST", MAPS, "text/plain", "k8s");

        assertThat(html.status()).isEqualTo(406);
        assertThat(html.message())
                .isEqualTo("406: Not Acceptable\n\nAvailable representations: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf, application/json;stream=watch,"
                        + " application/vnd.kubernetes.protobuf;stream=watch");
        assertThat(unknown.status()).isEqualTo(406);
        assertThat(unknown.message())
                .isEqualTo("only the following media types are accepted: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf");
        assertThat(stream.status()).isEqualTo(406);
        assertThat(stream.text())
                .startsWith("apiVersion: v1\ncode: 406\n")
                .contains("application/json;stream=watch,\n  application/vnd.kubernetes.protobuf;stream=watch'");
        assertThat(body.status()).isEqualTo(415);
        assertThat(body.message())
                .startsWith("the body of the request was in an unknown format - accepted media types include: ");
    }

    /** The bytes that {@code kubectl create configmap from-protobuf --from-literal=x=y} (v1.32) sends. */
    @Test
    void takesProtobufBodies() throws Exception {
        byte[] body = java.util.HexFormat.of()
                .parseHex("6b3873000a0f0a0276311209436f6e6669674d617012270a1d0a0d66726f6d2d70726f74"
                        + "6f62756612001a0022002a0032003800420012060a01781201791a002200");
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve(MAPS))
                .header("Content-Type", "application/vnd.kubernetes.protobuf")
                .header("Accept", "application/vnd.kubernetes.protobuf,application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> created = server.client().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        Response stored = server.get(MAPS + "/from-protobuf");
        assertThat(stored.at("/data/x")).isEqualTo("y");
        assertThat(stored.json().at("/metadata/generateName").isMissingNode()).isTrue();
    }

    @Test
    void setsTheHeadersOfEveryAnswer() {
        Response response = server.get(MAPS);

        assertThat(response.header("Audit-Id")).hasSize(36);
        assertThat(response.header("Cache-Control")).isEqualTo("no-cache, private");
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(java.time.ZonedDateTime.parse(
                                response.header("Date"), java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())
                .isCloseTo(java.time.Instant.now(), within(1, java.time.temporal.ChronoUnit.MINUTES));
        assertThat(server.get(MAPS, "Audit-ID", "mine").header("Audit-Id")).isEqualTo("mine");
    }

    @Test
    void namesTheFlowOfEveryAnswer() {
        String schemas = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/";
        String exempt = server.get(schemas + "exempt").at("/metadata/uid");
        Response before = server.get(MAPS);
        Response missing = server.get("/nothing");

        assertThat(before.header("X-Kubernetes-Pf-Flowschema-Uid")).isEqualTo(exempt);
        assertThat(before.header("X-Kubernetes-Pf-Prioritylevel-Uid"))
                .hasSize(36)
                .isNotEqualTo(exempt);
        assertThat(missing.header("X-Kubernetes-Pf-Flowschema-Uid")).isEqualTo(exempt);
        assertThat(server.get("/api/v1/namespaces/default/pods/nobody/log").header("X-Kubernetes-Pf-Flowschema-Uid"))
                .isEmpty();
        try (TestServer other = new TestServer()) {
            other.delete(schemas + "exempt");
            assertThat(other.get(MAPS).headers().firstValue("X-Kubernetes-Pf-Flowschema-Uid"))
                    .contains("");
            other.post(schemas.substring(0, schemas.length() - 1), """
                    {"metadata":{"name":"exempt"},"spec":{"matchingPrecedence":1,"priorityLevelConfiguration":{"name":"exempt"},
                    "rules":[{"subjects":[{"kind":"User","user":{"name":"system:admin"}}],"resourceRules":[{"verbs":["*"],
                    "apiGroups":["*"],"resources":["*"],"clusterScope":true,"namespaces":["*"]}]}]}}""");
            assertThat(other.get(MAPS).header("X-Kubernetes-Pf-Flowschema-Uid"))
                    .isEqualTo(other.get(schemas + "exempt").at("/metadata/uid"));
            assertThat(other.get("/version").header("X-Kubernetes-Pf-Flowschema-Uid"))
                    .isEqualTo(other.get(schemas + "global-default").at("/metadata/uid"));
        }
    }

    @Test
    void letsAClientNameItsPatience() {
        assertThat(server.get(MAPS + "?timeout=10s").status()).isEqualTo(200);
        assertThat(server.get(MAPS + "?timeout=-1h").status()).isEqualTo(200);
        Response refused = server.post(MAPS + "?timeout=soon", configMap("impatient", "1"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo("invalid timeout specified in the request URL - time: invalid duration \"soon\"");
        assertThat(server.get(MAPS + "/impatient").status()).isEqualTo(404);
        assertThat(server.get(MAPS + "?watch=1&timeoutSeconds=1&timeout=soon").status())
                .isEqualTo(200);
    }

    @Test
    void tellsWhichMethodsAPathTakes() {
        assertThat(server.send("POST", "/version", "", "").message())
                .isEqualTo("the server does not allow this method on the requested resource");
        assertThat(server.send("POST", "/api/v1", "", "").status()).isEqualTo(405);
        assertThat(server.send("POST", "/apis/apps", "", "").status()).isEqualTo(200);
        assertThat(server.send("OPTIONS", "/healthz", "", "").text()).isEqualTo("ok");
        assertThat(server.send("OPTIONS", MAPS, "", "").status()).isEqualTo(405);
        Response head = server.send("HEAD", "/healthz", "", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(head.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void indentsForPeople() {
        server.post(MAPS, configMap("pretty", "1"));

        assertThat(server.get(MAPS + "/pretty?pretty=true").text()).startsWith("{\n  \"kind\": \"ConfigMap\",\n");
        assertThat(server.get(MAPS + "/pretty", "User-Agent", "curl/8").text()).startsWith("{\n  ");
        assertThat(server.get(MAPS + "/pretty?pretty=false", "User-Agent", "curl/8")
                        .text())
                .doesNotStartWith("{\n");
    }

    @Test
    void refusesBodiesThatAreTooLong() {
        String long4MiB = configMap("big", "x".repeat(4 << 20));

        Response refused = server.post(MAPS, long4MiB);

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.message()).isEqualTo("Request entity too large: limit is 3145728");
        assertThat(server.get(MAPS).status()).isEqualTo(200);
    }

    @Test
    void zipsLongAnswersForThoseWhoAsk() throws Exception {
        server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"zip\"}}");
        String maps = "/api/v1/namespaces/zip/configmaps";
        for (int i = 0; i < 30; i++) {
            server.send(
                    "POST",
                    maps,
                    JSON,
                    configMap("cm" + i, "v").replace("\"key\":\"v\"", "\"key\":\"" + "y".repeat(20_000) + "\""));
        }
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve(maps))
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> zipped = server.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
        String plain = server.get(maps).text();

        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(zipped.body().length).isLessThan(plain.length() / 10);
        String unzipped;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            unzipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(unzipped).isEqualTo(plain);
        assertThat(server.get(maps + "/cm1", "Accept-Encoding", "gzip").header("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void speaksHttp2WithoutTls() throws Exception {
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/api/v1/namespaces"))
                .build();

        HttpResponse<String> response = http2.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).contains("kube-system");
    }

    @Test
    void tellsItsHealth() {
        assertThat(server.get("/healthz").text()).isEqualTo("ok");
        assertThat(server.get("/livez/ping").text()).isEqualTo("ok");
        assertThat(server.get("/readyz?verbose").text())
                .startsWith("[+]ping ok\n")
                .endsWith("readyz check passed\n");
        assertThat(server.get("/readyz?verbose&exclude=etcd").text()).contains("[+]etcd excluded: ok\n");
    }

    @Test
    void tellsItsVersion() {
        Response version = server.get("/version");

        assertThat(version.at("/major")).isEqualTo("1");
        assertThat(version.at("/gitVersion")).startsWith("v1.36.").endsWith("+coracle");
    }

    @Test
    void listsItsPaths() {
        assertThat(server.get("/").text()).contains("\"/api/v1\"", "\"/apis/apps/v1\"", "\"/readyz\"");
    }

    @Test
    void counts() {
        server.get(MAPS);

        assertThat(server.get("/metrics").text())
                .contains("apiserver_request_total{code=\"200\"")
                .contains("apiserver_request_duration_seconds_bucket{")
                .contains("resource=\"configmaps\"")
                .contains("apiserver_longrunning_requests{");
    }
}
