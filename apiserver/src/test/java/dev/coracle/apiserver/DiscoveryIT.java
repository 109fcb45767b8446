package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.TestServer.Response;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Discovery and OpenAPI over HTTP: forms, caching, compression. */
class DiscoveryIT {
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
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
    void answersTheFormTheClientAsksFor() {
        Response plain = server.get("/apis", "Accept", "application/json");
        Response aggregated = server.get("/apis", "Accept", AGGREGATED + ",application/json");

        assertThat(plain.at("/kind")).isEqualTo("APIGroupList");
        assertThat(aggregated.at("/kind")).isEqualTo("APIGroupDiscoveryList");
        assertThat(aggregated.header("Content-Type")).isEqualTo(AGGREGATED);
        assertThat(aggregated.header("Vary")).isEqualTo("Accept");
        assertThat(server.get("/api").at("/serverAddressByClientCIDRs/0/serverAddress"))
                .isEqualTo(server.address().getAuthority());
    }

    @Test
    void answers304ToWhoHasTheDocument() {
        String etag = server.get("/apis", "Accept", AGGREGATED).header("ETag");
        Response again = server.get("/apis", "Accept", AGGREGATED, "If-None-Match", etag);

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(etag);
    }

    @Test
    void openApiDocumentsMayBeCachedForEverUnderTheirHash() {
        String url = server.get("/openapi/v3").at("/paths/apis~1apps~1v1/serverRelativeURL");
        Response document = server.get(url);
        Response stale = server.get("/openapi/v3/apis/apps/v1?hash=OLD");

        assertThat(document.header("Cache-Control")).isEqualTo("public, immutable");
        assertThat(document.at("/openapi")).isEqualTo("3.0.0");
        assertThat(server.get(url, "If-None-Match", document.header("ETag")).status())
                .isEqualTo(304);
        assertThat(stale.status()).isEqualTo(301);
        assertThat(stale.header("Location")).isEqualTo(url);
        assertThat(server.get("/openapi/v3/apis/apps/v1").header("Cache-Control"))
                .isEqualTo("no-cache, private");
    }

    @Test
    void sendsOpenApiCompressedToWhoAcceptsIt() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/openapi/v3/api/v1"))
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> answer = server.client().send(request, HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        try (GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(server.get("/openapi/v3/api/v1").text());
        }
    }

    @Test
    void knowsOnlyWhatIsServed() {
        assertThat(server.get("/apis/extensions").text()).isEqualTo("404 page not found\n");
        assertThat(server.get("/apis/batch/v2").status()).isEqualTo(404);
        assertThat(server.get("/openapi/v3/apis/batch/v2").status()).isEqualTo(404);
        assertThat(server.get("/openapi/v2", "Accept", "text/html").status()).isEqualTo(406);
    }
}
