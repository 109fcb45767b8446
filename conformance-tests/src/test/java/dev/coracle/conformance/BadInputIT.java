package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Point 8 of the story: what a real server says to bad input, as kubectl shows it. */
@Launched
class BadInputIT {
    private static final String WEB = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":REPLICAS,
             "selector":{"matchLabels":{"app":"SELECTOR"}},
             "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"nginx"}]}}}}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # an unknown field
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"bogus":1} | Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "bogus"
            # a missing selector
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"nginx"}]}}}} | spec.selector: Required value
            # a wrong type
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":"three"}} | Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
            # an invalid name
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"Bad_Name"}} | The ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            # a required field left out
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"c"}]}} | The Pod "a" is invalid: spec.containers[0].image: Required value
            """)
    void aManifestIsRefused(String manifest, String message, Kubectl kubectl) {
        Outcome refused = kubectl.feed(manifest, "create");

        assertThat(refused.exits(1).err()).contains(message.replace("\\\\", "\\"));
    }

    @Test
    void negativeReplicasAndASelectorBesideTheTemplateAreNamedTogether(Kubectl kubectl) {
        String manifest = WEB.replace("REPLICAS", "-1").replace("SELECTOR", "other");

        assertThat(kubectl.feed(manifest, "create").exits(1).err())
                .contains("The Deployment \"web\" is invalid:")
                .contains("* spec.replicas: Invalid value: -1: must be greater than or equal to 0")
                .contains("* spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: "
                        + "`selector` does not match template `labels`");
    }

    @Test
    void anUnknownFieldIsOnlyWarnedOfWhenTheClientSaysSo(Kubectl kubectl) {
        String manifest = """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"bogus":1}""";

        Outcome created = kubectl.feed(manifest, "create --validate=warn");

        created.prints("configmap/a created");
        assertThat(created.err()).contains("Warning: unknown field \"bogus\"");
    }

    @Test
    void aSecondCreateAndADeleteOfNothingAreToldApart(Kubectl kubectl) {
        kubectl.run("create configmap a").ok();

        assertThat(kubectl.run("create configmap a").exits(1).err())
                .contains("error: failed to create configmap: configmaps \"a\" already exists");
        assertThat(kubectl.run("delete configmap b").exits(1).err())
                .contains("Error from server (NotFound): configmaps \"b\" not found");
        assertThat(kubectl.run("get nothings").exits(1).err())
                .contains("error: the server doesn't have a resource type \"nothings\"");
    }

    @Test
    void anUpdateOfWhatHasChangedIsAConflict(Kubectl kubectl) {
        kubectl.run("create configmap a").ok();
        String old = kubectl.run("get configmap a -o json").ok().out();
        kubectl.run("label configmap a x=y").ok();

        assertThat(kubectl.feed(old, "replace").exits(1).err())
                .contains(
                        "Error from server (Conflict): error when replacing \"STDIN\": Operation cannot be fulfilled on "
                                + "configmaps \"a\": the object has been modified; please apply your changes to the latest "
                                + "version and try again");
    }

    @Test
    void anImmutableFieldStays(Kubectl kubectl) {
        kubectl.feed(WEB.replace("REPLICAS", "0").replace("SELECTOR", "web"), "create")
                .ok();

        assertThat(kubectl.run("patch deployment web -p "
                                + "{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"web\",\"more\":\"x\"}},"
                                + "\"template\":{\"metadata\":{\"labels\":{\"more\":\"x\"}}}}}")
                        .exits(1)
                        .err())
                .contains("The Deployment \"web\" is invalid: spec.selector: Invalid value:")
                .contains("field is immutable");
    }

    @Test
    void malformedBodiesAreBadRequests(Cluster cluster, Kubectl kubectl) {
        String url = cluster.api() + "/api/v1/namespaces/default/configmaps";

        Outcome json = Curl.feed("{\"kind\":", "-X", "POST", "-H", "Content-Type: application/json", "-d", "@-", url);
        assertThat(json.ok().out()).contains("\"reason\": \"BadRequest\"").contains("\"code\": 400");
        Outcome yaml = Curl.feed("a: b: c", "-X", "POST", "-H", "Content-Type: application/yaml", "-d", "@-", url);
        assertThat(yaml.ok().out()).contains("\"reason\": \"BadRequest\"").contains("\"code\": 400");
        assertThat(kubectl.feed("a: b: c", "create").exits(1).err()).contains("error parsing STDIN");
    }

    @Test
    void aBodyThatIsTooLongIsSaidToBe(Cluster cluster) {
        String body = "{\"data\":{\"a\":\"" + "x".repeat(4 * 1024 * 1024) + "\"}}";

        Outcome answer = Curl.feed(
                body,
                "-X",
                "POST",
                "-H",
                "Content-Type: application/json",
                "--data-binary",
                "@-",
                cluster.api() + "/api/v1/namespaces/default/configmaps");

        assertThat(answer.ok().out()).contains("\"code\": 413").contains("RequestEntityTooLarge");
    }
}
