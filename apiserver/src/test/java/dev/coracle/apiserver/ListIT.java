package dev.coracle.apiserver;

import static dev.coracle.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.TestServer.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Get and list: selectors, pages, resource versions, representations. */
class ListIT {
    private static final String MAPS = "/api/v1/namespaces/lists/configmaps";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"lists\"}}");
        for (int i = 0; i < 10; i++) {
            server.post(MAPS, configMap("cm-" + i, i < 3 ? "low" : "high"));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> names(Response list) {
        List<String> names = new ArrayList<>();
        for (JsonNode item : list.json().at("/items")) {
            names.add(item.at("/metadata/name").asText());
        }
        return names;
    }

    @Test
    void listsInOrder() {
        Response list = server.get(MAPS);

        assertThat(list.at("/kind")).isEqualTo("ConfigMapList");
        assertThat(list.at("/apiVersion")).isEqualTo("v1");
        assertThat(Long.parseLong(list.at("/metadata/resourceVersion"))).isPositive();
        assertThat(names(list)).hasSize(10).isSorted();
    }

    @Test
    void repeatsNoKindInItems() {
        assertThat(server.get(MAPS).json().at("/items/0").has("kind")).isFalse();
        assertThat(server.get(MAPS).text())
                .contains("\"items\":[{\"metadata\":{")
                .contains("},{\"metadata\":{");
        assertThat(server.get(MAPS + "?pretty=1").json().at("/items/0").has("apiVersion"))
                .isFalse();
        assertThat(server.get("/apis/events.k8s.io/v1/events")
                        .json()
                        .at("/items/0")
                        .has("kind"))
                .isFalse();
        assertThat(server.get(MAPS + "/cm-1").text()).startsWith("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",");
    }

    @Test
    void selects() {
        assertThat(names(server.get(MAPS + "?labelSelector=value%3Dlow"))).containsExactly("cm-0", "cm-1", "cm-2");
        assertThat(names(server.get(MAPS + "?labelSelector=value+in+(low),value")))
                .hasSize(3);
        assertThat(names(server.get(MAPS + "?fieldSelector=metadata.name%3Dcm-7")))
                .containsExactly("cm-7");
        assertThat(names(server.get(
                        "/api/v1/configmaps?fieldSelector=metadata.namespace%3Dlists,metadata.name!%3Dcm-0")))
                .hasSize(9);
        assertThat(server.get(MAPS + "?labelSelector=%3D%3D").status()).isEqualTo(400);
        assertThat(server.get(MAPS + "?fieldSelector=data.key%3Da").status()).isEqualTo(400);
    }

    @Test
    void pagesThroughOneState() {
        Response first = server.get(MAPS + "?limit=4");
        server.post(MAPS, configMap("cm-55-late", "late"));
        Response second = server.get(MAPS + "?limit=4&continue=" + first.at("/metadata/continue"));
        Response third = server.get(MAPS + "?limit=4&continue=" + second.at("/metadata/continue"));
        server.delete(MAPS + "/cm-55-late");

        assertThat(first.at("/metadata/remainingItemCount")).isEqualTo("6");
        assertThat(second.at("/metadata/remainingItemCount")).isEqualTo("2");
        assertThat(second.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
        assertThat(third.json().at("/metadata/continue").isMissingNode()).isTrue();
        assertThat(names(second)).containsExactly("cm-4", "cm-5", "cm-6", "cm-7");
        assertThat(names(third)).containsExactly("cm-8", "cm-9");
    }

    @Test
    void goesOnFromAnyRetainedRevision() {
        Response first = server.get(MAPS + "?limit=4");
        String exact = MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + first.at("/metadata/resourceVersion");
        JsonNode all = server.get(MAPS).json().at("/items");
        server.post(MAPS, configMap("cm-55-late", "late"));
        server.delete(MAPS + "/cm-55-late");
        server.merge(MAPS + "/cm-9", "{\"data\":{\"key\":\"changed\"}}");

        assertThat(server.get(exact).json().at("/items")).isEqualTo(all).hasSize(10);
        assertThat(server.get(exact).at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
    }

    @Test
    void tellsAnExpiredTokenHowToGoOn() {
        server.store().compact(server.store().revision());
        String token = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"v\":\"meta.k8s.io/v1\",\"rv\":2,\"start\":\"lists/cm-7\\u0000\"}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));

        Response expired = server.get(MAPS + "?limit=4&continue=" + token);
        Response resumed = server.get(MAPS + "?limit=4&continue=" + expired.at("/metadata/continue"));

        assertThat(expired.status()).isEqualTo(410);
        assertThat(expired.at("/reason")).isEqualTo("Expired");
        assertThat(expired.message()).startsWith("The provided continue parameter is too old");
        assertThat(names(resumed)).containsExactly("cm-8", "cm-9");
    }

    @Test
    void honoursResourceVersions() {
        server.store().compact(server.store().revision());
        String current = server.get(MAPS).at("/metadata/resourceVersion");

        assertThat(server.get(MAPS + "?resourceVersion=0").status()).isEqualTo(200);
        assertThat(server.get(MAPS + "?resourceVersion=2&resourceVersionMatch=NotOlderThan")
                        .status())
                .isEqualTo(200);
        assertThat(server.get(MAPS + "?resourceVersion=" + current + "&resourceVersionMatch=Exact")
                        .status())
                .isEqualTo(200);
        assertThat(server.get(MAPS + "?resourceVersion=2&resourceVersionMatch=Exact")
                        .status())
                .isEqualTo(410);
        assertThat(server.get(MAPS + "?resourceVersionMatch=Exact").message())
                .isEqualTo("ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: "
                        + "resourceVersionMatch is forbidden unless resourceVersion is provided");
        Response future = server.get(MAPS + "?resourceVersion=999999");
        assertThat(future.status()).isEqualTo(504);
        assertThat(future.message()).startsWith("Timeout: Too large resource version: 999999, current: ");
        assertThat(future.header("Retry-After")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=abc                                  | 400 | strconv.ParseInt: parsing "abc": invalid syntax
            resourceVersion=abc                        | 400 | invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax
            resourceVersion=abc&watch=1                | 500 | resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax
            resourceVersionMatch=Foo&resourceVersion=1 | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""
            resourceVersionMatch=Exact&resourceVersion=0 | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"
            fieldSelector=foo                          | 400 | invalid selector: 'foo'; can't understand 'foo'
            labelSelector=a%20b                        | 400 | unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt
            watch=1&continue=x                         | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided
            watch=1&sendInitialEvents=true             | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan
            sendInitialEvents=true                     | 422 | ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list
            watch=1&resourceVersionMatch=NotOlderThan  | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided
            watch=1&sendInitialEvents=true&resourceVersionMatch=Exact | 422 | ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]
            """)
    void refusesOptionsInUpstreamsWords(String query, int code, String message) {
        Response refused = server.get(MAPS + "?" + query);

        assertThat(refused.status()).as(refused.text()).isEqualTo(code);
        assertThat(refused.message()).isEqualTo(message);
    }

    @Test
    void drawsTables() {
        Response table = server.get(MAPS, "Accept", TABLE);
        Response one = server.get(MAPS + "/cm-1", "Accept", TABLE);

        assertThat(table.at("/kind")).isEqualTo("Table");
        assertThat(table.at("/apiVersion")).isEqualTo("meta.k8s.io/v1");
        assertThat(table.at("/columnDefinitions/0/name")).isEqualTo("Name");
        assertThat(table.json().at("/rows").size()).isEqualTo(10);
        assertThat(table.at("/rows/0/cells/0")).isEqualTo("cm-0");
        assertThat(table.at("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
        assertThat(one.json().at("/rows").size()).isEqualTo(1);
    }

    @Test
    void showsMetadataAlone() {
        Response list = server.get(MAPS, "Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        Response one =
                server.get(MAPS + "/cm-1", "Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");

        assertThat(list.at("/kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(list.at("/items/0/kind")).isEqualTo("PartialObjectMetadata");
        assertThat(one.at("/metadata/name")).isEqualTo("cm-1");
        assertThat(one.json().has("data")).isFalse();
    }

    @Test
    void speaksYaml() {
        Response yaml = server.get(MAPS + "/cm-1", "Accept", "application/yaml");
        Response created = server.send(
                "POST",
                MAPS + "?dryRun=All",
                "application/yaml",
                "metadata:\n  name: from-yaml\ndata:\n  a: \"1\"\n",
                "Accept",
                "application/yaml");

        assertThat(yaml.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(yaml.text()).startsWith("apiVersion: v1\ndata:\n  key: low\nkind: ConfigMap\n");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.text()).contains("name: from-yaml").contains("a: \"1\"");
    }

    @Test
    void servesEventsOfBothGroupsFromOneStore() {
        Response created = server.post(
                "/api/v1/namespaces/lists/events",
                "{\"metadata\":{\"name\":\"e\"},\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\","
                        + "\"namespace\":\"lists\"},\"reason\":\"R\",\"message\":\"m\",\"type\":\"Normal\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);

        Response other = server.get("/apis/events.k8s.io/v1/namespaces/lists/events/e");

        assertThat(other.at("/apiVersion")).isEqualTo("events.k8s.io/v1");
        assertThat(other.at("/regarding/name")).isEqualTo("p");
        assertThat(other.at("/note")).isEqualTo("m");
        assertThat(server.get("/apis/events.k8s.io/v1/events").at("/items/0/regarding/name"))
                .isEqualTo("p");
    }
}
