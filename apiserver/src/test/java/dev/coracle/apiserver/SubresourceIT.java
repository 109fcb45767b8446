package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.TestServer.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is served below an object, and the kinds that are questions. */
class SubresourceIT {
    private static final String CORE = "/api/v1/namespaces/default";
    private static final String AUTHORIZATION = "/apis/authorization.k8s.io/v1";
    private static final String AUTHENTICATION = "/apis/authentication.k8s.io/v1";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.post(CORE + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A pod that runs and is ready, labelled with its own name. */
    private static void runningPod(String name) {
        Response created = server.post(
                CORE + "/pods",
                "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"app\":\"" + name
                        + "\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"resources\":{\"requests\":"
                        + "{\"cpu\":\"100m\",\"memory\":\"64Mi\"},\"limits\":{\"cpu\":\"200m\"}}}]}}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        Response ready = server.merge(
                CORE + "/pods/" + name + "/status",
                "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        assertThat(ready.status()).as(ready.text()).isEqualTo(200);
    }

    private static Response evict(String name, String query) {
        return server.post(
                CORE + "/pods/" + name + "/eviction" + query,
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"" + name + "\"}}");
    }

    private static void budget(String name, String status) {
        Response created = server.post(
                "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
                "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"minAvailable\":1,\"selector\":{\"matchLabels\":"
                        + "{\"app\":\"" + name + "\"}}}}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        Response updated = server.merge(
                "/apis/policy/v1/namespaces/default/poddisruptionbudgets/" + name + "/status",
                "{\"status\":" + status + "}");
        assertThat(updated.status()).as(updated.text()).isEqualTo(200);
    }

    @Test
    void evictsAPodThatNoBudgetGuards() {
        runningPod("free");

        assertThat(evict("free", "?dryRun=All").status()).isEqualTo(201);
        assertThat(server.get(CORE + "/pods/free").status()).isEqualTo(200);
        Response evicted = evict("free", "");
        assertThat(evicted.status()).as(evicted.text()).isEqualTo(201);
        assertThat(evicted.at("/status")).isEqualTo("Success");
        assertThat(server.get(CORE + "/pods/free").status()).isEqualTo(404);
        assertThat(evict("free", "").status()).isEqualTo(404);
    }

    @Test
    void refusesWhatABudgetForbids() {
        runningPod("guarded");
        budget(
                "guarded",
                "{\"observedGeneration\":1,\"disruptionsAllowed\":0,\"currentHealthy\":1,\"desiredHealthy\":1,"
                        + "\"expectedPods\":1}");

        Response refused = evict("guarded", "");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.message()).isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(refused.at("/details/causes/0/reason")).isEqualTo("DisruptionBudget");
        assertThat(refused.at("/details/causes/0/message"))
                .isEqualTo("The disruption budget guarded needs 1 healthy pods and has 1 currently");
        assertThat(server.get(CORE + "/pods/guarded").status()).isEqualTo(200);
    }

    @Test
    void takesADisruptionOutOfTheBudget() {
        runningPod("spare");
        budget(
                "spare",
                "{\"observedGeneration\":1,\"disruptionsAllowed\":1,\"currentHealthy\":2,\"desiredHealthy\":1,"
                        + "\"expectedPods\":2}");

        assertThat(evict("spare", "").status()).isEqualTo(201);

        Response budget = server.get("/apis/policy/v1/namespaces/default/poddisruptionbudgets/spare");
        assertThat(budget.at("/status/disruptionsAllowed")).isEqualTo("0");
        assertThat(budget.json().at("/status/disruptedPods").has("spare")).isTrue();
        assertThat(budget.at("/status/conditions/0/reason")).isEqualTo("InsufficientPods");
    }

    @Test
    void wantsTheEvictionToNameThePod() {
        runningPod("named");

        Response refused = server.post(CORE + "/pods/named/eviction", "{\"metadata\":{\"name\":\"other\"}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).isEqualTo("name in URL does not match name in Eviction object");
    }

    @Test
    void addsEphemeralContainersAndNothingElse() {
        runningPod("debugged");
        String path = CORE + "/pods/debugged/ephemeralcontainers";

        Response added = server.send(
                "PATCH",
                path,
                "application/strategic-merge-patch+json",
                "{\"metadata\":{\"labels\":{\"x\":\"y\"}},\"spec\":{\"activeDeadlineSeconds\":5,"
                        + "\"ephemeralContainers\":[{\"name\":\"d\",\"image\":\"busybox\"}]}}");

        assertThat(added.status()).as(added.text()).isEqualTo(200);
        assertThat(added.at("/spec/ephemeralContainers/0/name")).isEqualTo("d");
        assertThat(added.json().at("/spec").has("activeDeadlineSeconds")).isFalse();
        assertThat(added.json().at("/metadata/labels").has("x")).isFalse();
        assertThat(added.at("/metadata/generation")).isEqualTo("2");
        Response removed =
                server.send("PATCH", path, "application/merge-patch+json", "{\"spec\":{\"ephemeralContainers\":null}}");
        assertThat(removed.status()).isEqualTo(422);
        assertThat(removed.message()).contains("existing ephemeral containers \"d\" may not be removed");
    }

    @Test
    void resizesCpuAndMemoryAndNothingElse() {
        runningPod("resized");
        String path = CORE + "/pods/resized/resize";
        String start = "{\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":";

        Response resized = server.send(
                "PATCH",
                path,
                "application/strategic-merge-patch+json",
                start + "{\"requests\":{\"cpu\":\"150m\"}}}]}}");
        Response removed = server.send(
                "PATCH",
                path,
                "application/strategic-merge-patch+json",
                start + "{\"requests\":{\"memory\":null}}}]}}");
        Response other = server.send(
                "PATCH",
                path,
                "application/strategic-merge-patch+json",
                start + "{\"requests\":{\"ephemeral-storage\":\"1Gi\"}}}]}}");

        assertThat(resized.status()).as(resized.text()).isEqualTo(200);
        assertThat(resized.at("/spec/containers/0/resources/requests/cpu")).isEqualTo("150m");
        assertThat(removed.status()).isEqualTo(422);
        assertThat(removed.message())
                .contains("spec.containers[0].resources.requests: Forbidden: resource requests" + " cannot be removed");
        assertThat(other.message()).contains("spec: Forbidden: only cpu and memory resources are mutable");
    }

    @Test
    void issuesTokensAndKnowsThemAgain() {
        Response issued = server.post(
                CORE + "/serviceaccounts/default/token",
                "{\"spec\":{\"audiences\":[\"me\"],\"expirationSeconds\":600}}");
        assertThat(issued.status()).as(issued.text()).isEqualTo(201);
        assertThat(issued.at("/kind")).isEqualTo("TokenRequest");
        String token = issued.at("/status/token");
        String question = "{\"spec\":{\"token\":\"" + token + "\",\"audiences\":[\"me\"]}}";

        Response known = server.post(AUTHENTICATION + "/tokenreviews", question);
        Response elsewhere = server.post(AUTHENTICATION + "/tokenreviews", question.replace("\"me\"", "\"you\""));
        Response forged = server.post(AUTHENTICATION + "/tokenreviews", "{\"spec\":{\"token\":\"x.y.z\"}}");

        assertThat(known.at("/status/authenticated")).as(known.text()).isEqualTo("true");
        assertThat(known.at("/status/user/username")).isEqualTo("system:serviceaccount:default:default");
        assertThat(known.at("/status/audiences/0")).isEqualTo("me");
        assertThat(elsewhere.json().at("/status").has("authenticated")).isFalse();
        assertThat(forged.at("/status/error")).isEqualTo("invalid bearer token");
        assertThat(server.get("/openid/v1/jwks").at("/keys/0/kty")).isEqualTo("EC");
        assertThat(server.get("/.well-known/openid-configuration").at("/issuer"))
                .isEqualTo("https://kubernetes.default.svc.cluster.local");
    }

    @Test
    void forgetsTheTokensOfAccountsThatAreGone() {
        server.post(CORE + "/serviceaccounts", "{\"metadata\":{\"name\":\"brief\"}}");
        String token = server.post(CORE + "/serviceaccounts/brief/token", "{}").at("/status/token");
        server.delete(CORE + "/serviceaccounts/brief");

        Response review = server.post(AUTHENTICATION + "/tokenreviews", "{\"spec\":{\"token\":\"" + token + "\"}}");

        assertThat(review.at("/status/error")).contains("invalid bearer token");
        assertThat(server.post(CORE + "/serviceaccounts/brief/token", "{}").status())
                .isEqualTo(404);
        assertThat(server.post(CORE + "/serviceaccounts/default/token", "{\"spec\":{\"expirationSeconds\":5}}")
                        .message())
                .isEqualTo("TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value:"
                        + " 5: may not specify a duration less than 10 minutes");
    }

    @Test
    void allowsEverybodyEverything() {
        Response self = server.post(
                AUTHORIZATION + "/selfsubjectaccessreviews",
                "{\"spec\":{\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\"}}}");
        Response empty = server.post(AUTHORIZATION + "/selfsubjectaccessreviews", "{\"spec\":{}}");
        Response nobody = server.post(
                AUTHORIZATION + "/subjectaccessreviews",
                "{\"spec\":{\"nonResourceAttributes\":{\"verb\":\"get\",\"path\":\"/x\"}}}");
        Response local = server.post(
                AUTHORIZATION + "/namespaces/default/localsubjectaccessreviews",
                "{\"spec\":{\"user\":\"bob\",\"resourceAttributes\":{\"verb\":\"get\"}}}");
        Response rules =
                server.post(AUTHORIZATION + "/selfsubjectrulesreviews", "{\"spec\":{\"namespace\":\"default\"}}");
        Response me = server.post(AUTHENTICATION + "/selfsubjectreviews", "{}");

        assertThat(self.status()).as(self.text()).isEqualTo(201);
        assertThat(self.at("/status/allowed")).isEqualTo("true");
        assertThat(empty.message())
                .isEqualTo(".authorization.k8s.io \"\" is invalid: spec.resourceAttributes: Invalid value: null: "
                        + "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        assertThat(nobody.message()).contains("at least one of user or group must be specified");
        assertThat(local.message()).contains("must match metadata.namespace");
        assertThat(rules.at("/status/resourceRules/0/verbs/0")).isEqualTo("*");
        assertThat(me.at("/status/userInfo/username")).isEqualTo("system:admin");
        assertThat(server.get(AUTHORIZATION + "/subjectaccessreviews").status()).isEqualTo(405);
    }

    @Test
    void approvesSigningRequestsThroughApprovalOnly() {
        String requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
        server.post(
                requests,
                "{\"metadata\":{\"name\":\"c\"},\"spec\":{\"signerName\":\"example.com/s\",\"request\":\""
                        + base64("-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n")
                        + "\","
                        + "\"usages\":[\"client auth\"]}}");
        String approve = "{\"status\":{\"conditions\":[{\"type\":\"Approved\",\"status\":\"True\",\"reason\":\"r\"}],"
                + "\"certificate\":\"AAAA\"}}";

        Response wrongWay = server.merge(requests + "/c/status", approve);
        Response approved = server.merge(requests + "/c/approval", approve);

        assertThat(wrongWay.status()).isEqualTo(422);
        assertThat(wrongWay.message()).contains("updates may not add a condition of type \"Approved\"");
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        assertThat(approved.at("/status/conditions/0/lastUpdateTime")).isNotEmpty();
        assertThat(approved.json().at("/status").has("certificate")).isFalse();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
