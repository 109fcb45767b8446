package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.TestServer.Response;
import dev.coracle.storage.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every write is stored with the id of the request that it follows from in the end. */
class CauseIT {
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

    private static Response write(String method, String path, String body, String... headers) {
        Response answer = server.send(method, path, body.isEmpty() ? "" : TestServer.JSON, body, headers);
        assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
        return answer;
    }

    private static String version(Response answer) {
        return answer.at("/metadata/resourceVersion");
    }

    private static List<String> causes(String name) {
        List<String> causes = new ArrayList<>();
        server.store()
                .history(
                        KeyRange.prefix("/registry/configmaps/default/" + name),
                        server.store().compactedRevision(),
                        event -> causes.add(String.valueOf(event.cause())));
        return causes;
    }

    @Test
    void whatFollowsFromARequestIsStoredWithItsId() {
        Response deployment = write("POST", MAPS, TestServer.configMap("first", "1"), "Audit-Id", "rollout-1");
        Response replicaSet = write(
                "POST",
                MAPS,
                TestServer.configMap("second", "1"),
                "Audit-Id",
                "other",
                "Coracle-Cause",
                version(deployment));
        Response pod = write("POST", MAPS, TestServer.configMap("third", "1"), "Coracle-Cause", version(replicaSet));
        write("DELETE", MAPS + "/third", "", "Coracle-Cause", version(pod));

        assertThat(causes("first")).containsExactly("rollout-1");
        assertThat(causes("second")).containsExactly("rollout-1");
        assertThat(causes("third")).containsExactly("rollout-1", "rollout-1");
    }

    @Test
    void aRequestThatNamesNoKnownRevisionFollowsFromItself() {
        List<String> unknown = List.of("999999999", "no number", "-1", "99999999999999999999");
        for (int i = 0; i < unknown.size(); i++) {
            String name = "alone-" + i;
            write("POST", MAPS, TestServer.configMap(name, "1"), "Audit-Id", "itself", "Coracle-Cause", unknown.get(i));

            assertThat(causes(name)).containsExactly("itself");
        }
    }

    @Test
    void theServersOwnWritesHaveACauseToo() {
        List<String> causes = new ArrayList<>();
        server.store()
                .history(
                        KeyRange.prefix("/registry/namespaces/"),
                        server.store().compactedRevision(),
                        event -> causes.add(String.valueOf(event.cause())));

        assertThat(causes).hasSizeGreaterThanOrEqualTo(4).doesNotContain("null");
    }

    @Test
    void aWatchSaysNothingOfIt() throws Exception {
        Response made = write("POST", MAPS, TestServer.configMap("seen", "1"), "Audit-Id", "secret-cause");
        long before = Long.parseLong(version(made)) - 1;
        try (var lines = server.stream(
                        MAPS + "?watch=1&timeoutSeconds=5&fieldSelector=metadata.name%3Dseen&resourceVersion=" + before)
                .body()) {
            assertThat(lines.iterator().next()).contains("\"seen\"").doesNotContain("secret-cause");
        }
    }
}
