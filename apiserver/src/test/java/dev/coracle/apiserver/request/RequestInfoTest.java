package dev.coracle.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After the table of apimachinery's {@code requestinfo_test.go} (v1.36). */
class RequestInfoTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(nullValues = "-", textBlock = """
            GET,    /api/v1/namespaces,                                   list,             '',   v1,      '',    namespaces, '',  ''
            GET,    /api/v1/namespaces/other,                             get,              '',   v1,      other, namespaces, other, ''
            GET,    /api/v1/namespaces/other/pods,                        list,             '',   v1,      other, pods,       '',  ''
            GET,    /api/v1/namespaces/other/pods/foo,                    get,              '',   v1,      other, pods,       foo, ''
            GET,    /api/v1/pods,                                         list,             '',   v1,      '',    pods,       '',  ''
            GET,    /api/v1/namespaces/other/pods/foo/,                   get,              '',   v1,      other, pods,       foo, ''
            GET,    /api/v1/watch/pods,                                   watch,            '',   v1,      '',    pods,       '',  ''
            GET,    /api/v1/watch/namespaces/other/pods,                  watch,            '',   v1,      other, pods,       '',  ''
            GET,    /api/v1/watch/namespaces/other/pods/foo,              watch,            '',   v1,      other, pods,       foo, ''
            GET,    /api/v1/namespaces/other/pods/foo/log,                get,              '',   v1,      other, pods,       foo, log
            PUT,    /api/v1/namespaces/other/finalize,                    update,           '',   v1,      other, namespaces, other, finalize
            PUT,    /api/v1/namespaces/other/status,                      update,           '',   v1,      other, namespaces, other, status
            POST,   /apis/apps/v1/namespaces/other/deployments,           create,           apps, v1,      other, deployments, '', ''
            PATCH,  /apis/apps/v1/namespaces/other/deployments/a/scale,   patch,            apps, v1,      other, deployments, a, scale
            DELETE, /apis/apps/v1/namespaces/other/deployments/a,         delete,           apps, v1,      other, deployments, a, ''
            DELETE, /apis/apps/v1/namespaces/other/deployments,           deletecollection, apps, v1,      other, deployments, '', ''
            HEAD,   /api/v1/pods,                                         '',               '',   v1,      '',    pods,       '',  ''
            POST,   /api/v1/watch/pods,                                   '',               '',   v1,      '',    pods,       '',  ''
            """)
    void readsResourcePaths(
            String method,
            String path,
            String verb,
            String group,
            String version,
            String namespace,
            String resource,
            String name,
            String subresource) {
        RequestInfo info = RequestInfo.parse(method, path, false);

        assertThat(info.isResource()).isTrue();
        assertThat(info.verb()).isEqualTo(verb);
        assertThat(info.group()).isEqualTo(group);
        assertThat(info.version()).isEqualTo(version);
        assertThat(info.namespace()).isEqualTo(namespace);
        assertThat(info.resource()).isEqualTo(resource);
        assertThat(info.name()).isEqualTo(name);
        assertThat(info.subresource()).isEqualTo(subresource);
    }

    @ParameterizedTest
    @CsvSource({"/", "/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/healthz", "/version", "/openapi/v3"})
    void leavesOtherPathsToOthers(String path) {
        RequestInfo info = RequestInfo.parse("GET", path, false);

        assertThat(info.isResource()).isFalse();
        assertThat(info.verb()).isEqualTo("get");
    }

    @Test
    void watchesACollectionButNotAnObject() {
        assertThat(RequestInfo.parse("GET", "/api/v1/pods", true).verb()).isEqualTo("watch");
        assertThat(RequestInfo.parse("GET", "/api/v1/namespaces/a/pods/b", true).verb())
                .isEqualTo("get");
    }

    @Test
    void keepsWhatFollowsASubresource() {
        RequestInfo info = RequestInfo.parse("GET", "/api/v1/namespaces/a/pods/b/proxy/x/y", false);

        assertThat(info.subresource()).isEqualTo("proxy");
        assertThat(info.subpath()).isEqualTo("x/y");
    }
}
