package dev.coracle.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests a rule of a flow schema means. */
class PolicyRuleTest {
    private static final UserInfo ANN = new UserInfo("ann", List.of("staff", "system:authenticated"));
    private static final UserInfo ROBOT = new UserInfo("system:serviceaccount:prod:robot", List.of());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "kind":"User","user":{"name":"ann"}                                          | true  | false
            "kind":"User","user":{"name":"*"}                                            | true  | true
            "kind":"User","user":{"name":"bob"}                                          | false | false
            "kind":"Group","group":{"name":"staff"}                                      | true  | false
            "kind":"Group","group":{"name":"*"}                                          | true  | true
            "kind":"Group","group":{"name":"ann"}                                        | false | false
            "kind":"ServiceAccount","serviceAccount":{"namespace":"prod","name":"robot"} | false | true
            "kind":"ServiceAccount","serviceAccount":{"namespace":"prod","name":"*"}     | false | true
            "kind":"ServiceAccount","serviceAccount":{"namespace":"pro","name":"*"}      | false | false
            """)
    void knowsItsSubjects(String subject, boolean ann, boolean robot) {
        PolicyRule rule = rule("""
                {"subjects":[{%s}],"resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],
                "clusterScope":true,"namespaces":["*"]}]}""".formatted(subject));
        RequestInfo request = RequestInfo.parse("GET", "/api/v1/nodes", false);

        assertThat(rule.matches(ANN, request)).isEqualTo(ann);
        assertThat(rule.matches(ROBOT, request)).isEqualTo(robot);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /api/v1/namespaces/prod/pods        | true
            GET    | /api/v1/namespaces/test/pods        | false
            GET    | /api/v1/pods                        | false
            DELETE | /api/v1/namespaces/prod/pods/a      | false
            GET    | /api/v1/namespaces/prod/pods/a/log  | true
            GET    | /api/v1/namespaces/prod/services    | false
            GET    | /apis/apps/v1/namespaces/prod/pods  | false
            GET    | /healthz                            | true
            GET    | /healthz/ping                       | true
            GET    | /healthzy                           | false
            GET    | /openapi/v3/api/v1                  | true
            POST   | /healthz                            | false
            """)
    void knowsItsRequests(String method, String path, boolean meant) {
        PolicyRule rule = rule("""
                {"subjects":[{"kind":"User","user":{"name":"ann"}}],
                "resourceRules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods","pods/log"],"namespaces":["prod"]}],
                "nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/healthz","/openapi/*"]}]}""");

        assertThat(rule.matches(ANN, RequestInfo.parse(method, path, false))).isEqualTo(meant);
        assertThat(rule.matches(ROBOT, RequestInfo.parse(method, path, false))).isFalse();
    }

    private static PolicyRule rule(String json) {
        try {
            return PolicyRule.read(new ObjectMapper().readTree(json));
        } catch (IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
