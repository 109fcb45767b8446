package dev.coracle.apiserver;

import static dev.coracle.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.TestServer.Response;
import dev.coracle.clock.Clock;
import dev.coracle.storage.RocksDbOptions;
import dev.coracle.storage.Stores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients hold on to goes on where it was when the server comes back over the same directory. */
class RestartIT {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    Path directory;

    private Response before;
    private String version;
    private String token;

    private TestServer open() {
        Clock clock = Clock.system();
        return new TestServer(ApiServerOptions.defaults(), Stores.rocksDb(RocksDbOptions.in(directory, clock)), clock);
    }

    /** Five maps, a page of two, and then everything changes. */
    @BeforeEach
    void serveAPageAndStop() {
        try (TestServer first = open()) {
            for (int i = 0; i < 5; i++) {
                first.post(MAPS, configMap("cm-" + i, "old"));
            }
            before = first.get(MAPS);
            Response page = first.get(MAPS + "?limit=2");
            version = page.at("/metadata/resourceVersion");
            token = page.at("/metadata/continue");
            first.delete(MAPS + "/cm-2");
            first.post(MAPS, configMap("cm-2", "again"));
            first.delete(MAPS + "/cm-3");
            first.merge(MAPS + "/cm-4", "{\"data\":{\"key\":\"new\"}}");
            first.post(MAPS, configMap("cm-5", "new"));
        }
    }

    @Test
    void aListInPagesGoesOn() {
        try (TestServer second = open()) {
            Response page = second.get(MAPS + "?limit=2&continue=" + token);
            Response last = second.get(MAPS + "?limit=2&continue=" + page.at("/metadata/continue"));

            assertThat(page.at("/metadata/resourceVersion")).isEqualTo(version);
            assertThat(items(page, last)).isEqualTo(items(before).subList(2, 5));
            assertThat(page.at("/metadata/remainingItemCount")).isEqualTo("1");
        }
    }

    @Test
    void anExactReadShowsThePast() {
        try (TestServer second = open()) {
            Response exact = second.get(MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + version);

            assertThat(exact.at("/metadata/resourceVersion")).isEqualTo(version);
            assertThat(items(exact)).isEqualTo(items(before));
            assertThat(items(second.get(MAPS))).isNotEqualTo(items(before));
        }
    }

    @Test
    void whatWasCompactedIsRefused() {
        try (TestServer second = open()) {
            second.store().compact(second.store().revision());

            Response exact = second.get(MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + version);
            Response page = second.get(MAPS + "?limit=2&continue=" + token);

            assertThat(exact.status()).isEqualTo(410);
            assertThat(exact.message()).isEqualTo("The resourceVersion for the provided list is too old.");
            assertThat(page.status()).isEqualTo(410);
            assertThat(items(second.get(MAPS + "?continue=" + page.at("/metadata/continue"))))
                    .hasSize(3);
        }
    }

    private static List<JsonNode> items(Response... pages) {
        List<JsonNode> items = new ArrayList<>();
        for (Response page : pages) {
            assertThat(page.status()).isEqualTo(200);
            page.json().get("items").forEach(items::add);
        }
        return items;
    }
}
