package dev.coracle.machinery.fieldmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.tree.Tree;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who owns what after which writes: the classic scenarios of server-side apply. */
class FieldManagerTest {
    private static final Resource MAPS = Kinds.of("", "configmaps").resource();
    private static final Resource DEPLOYMENTS = Kinds.of("apps", "deployments").resource();
    private static final Resource PODS = Kinds.of("", "pods").resource();

    private final Owned map = new Owned(MAPS);
    private final Owned deployment = new Owned(DEPLOYMENTS);
    private final Owned pod = new Owned(PODS);

    private static String data(String entries) {
        return "{metadata: {name: a}, data: {" + entries + "}}";
    }

    private static String template(String containers) {
        return "{metadata: {name: a}, spec: {template: {spec: {containers: [" + containers + "]}}}}";
    }

    @Test
    void whoCreatesAnObjectOwnsAllOfItButItsIdentity() {
        pod.put("m", """
                metadata: {name: p, namespace: n, uid: u, labels: {a: b}, finalizers: [x/y]}
                spec:
                  containers:
                  - {name: c, image: i, ports: [{containerPort: 80, protocol: TCP}]}
                  nodeSelector: {a: b}
                """);

        assertThat(pod.by("m").split(" ")).containsExactly("""
                .metadata.finalizers .metadata.labels .metadata.finalizers[="x/y"] .metadata.labels.a .spec.nodeSelector \
                .spec.containers[name="c"] .spec.containers[name="c"].image .spec.containers[name="c"].name \
                .spec.containers[name="c"].ports .spec.containers[name="c"].resources \
                .spec.containers[name="c"].ports[containerPort=80,protocol="TCP"] \
                .spec.containers[name="c"].ports[containerPort=80,protocol="TCP"].containerPort \
                .spec.containers[name="c"].ports[containerPort=80,protocol="TCP"].protocol""".split(" "));
    }

    @Test
    void anUpdateTakesWhatItChangesAndNothingElse() {
        map.put("m", data("a: '1', b: '2'")).put("n", data("a: '1', b: '3', c: '4'"));

        assertThat(map.by("m")).isEqualTo(".data .data.a");
        assertThat(map.by("n")).isEqualTo(".data.b .data.c");
    }

    @Test
    void whatIsGoneNobodyOwns() {
        map.put("m", data("a: '1', b: '2'")).put("n", data("a: '1'"));

        assertThat(map.managers()).containsExactly("m Update");
        assertThat(map.by("m")).isEqualTo(".data .data.a");
    }

    @Test
    void anApplyOwnsWhatItMentionsAndSharesWhatOthersWantToo() {
        map.apply("m", data("a: '1', b: '2'")).apply("n", data("a: '1'"));

        assertThat(map.by("m")).isEqualTo(".data.a .data.b");
        assertThat(map.by("n")).isEqualTo(".data.a");
    }

    @Test
    void anApplyThatWouldChangeWhatOthersOwnIsAConflict() {
        map.apply("m", data("a: '1', b: '2'")).put("u", data("a: '1', b: '3'"));

        assertThatThrownBy(() -> map.apply("n", data("a: '2', b: '4', c: '5'")))
                .isInstanceOfSatisfying(ApiException.class, conflict -> {
                    assertThat(conflict.code()).isEqualTo(409);
                    assertThat(conflict).hasMessage("""
                            Apply failed with 2 conflicts: conflicts with "m":
                            - .data.a
                            conflicts with "u" using v1:
                            - .data.b""");
                    assertThat(conflict.status()
                                    .toJson()
                                    .at("/details/causes/1")
                                    .toString())
                            .isEqualTo("{\"reason\":\"FieldManagerConflict\","
                                    + "\"message\":\"conflict with \\\"u\\\" using v1\",\"field\":\".data.b\"}");
                });
        assertThatThrownBy(() -> map.apply("n", data("a: '2'")))
                .hasMessage("Apply failed with 1 conflict: conflict with \"m\": .data.a");
    }

    @Test
    void forceTakesWhatIsInConflict() {
        map.apply("m", data("a: '1', b: '2'")).force("n", data("a: '3'"));

        assertThat(map.at("/data")).isEqualTo("{\"a\":\"3\",\"b\":\"2\"}");
        assertThat(map.by("m")).isEqualTo(".data.b");
        assertThat(map.by("n")).isEqualTo(".data.a");
    }

    @Test
    void leavingAFieldOutRemovesItUnlessSomebodyElseOwnsIt() {
        map.apply("m", data("a: '1', b: '2', c: '3'"))
                .apply("n", data("b: '2'"))
                .put("u", data("a: '1', b: '2', c: '3', d: '4'"))
                .apply("m", data("c: '3'"));

        assertThat(map.at("/data")).isEqualTo("{\"b\":\"2\",\"c\":\"3\",\"d\":\"4\"}");
        assertThat(map.by("m")).isEqualTo(".data.c");
    }

    @Test
    void listsOfTypeMapMergeByKeyInTheConfigurationsOrder() {
        deployment
                .apply("m", template("{name: a, image: '1'}, {name: b, image: '1'}"))
                .apply("n", template("{name: c, image: '1'}, {name: a, env: [{name: E, value: x}]}"));

        assertThat(deployment.at("/spec/template/spec/containers"))
                .isEqualTo(
                        "[{\"name\":\"c\",\"image\":\"1\"},{\"name\":\"a\",\"image\":\"1\",\"resources\":{},"
                                + "\"env\":[{\"name\":\"E\",\"value\":\"x\"}]},{\"name\":\"b\",\"image\":\"1\",\"resources\":{}}]");
        deployment.apply("m", template("{name: b, image: '1'}"));
        assertThat(deployment.at("/spec/template/spec/containers"))
                .isEqualTo(
                        "[{\"name\":\"c\",\"image\":\"1\",\"resources\":{}},{\"name\":\"a\","
                                + "\"env\":[{\"name\":\"E\",\"value\":\"x\"}],\"resources\":{}},{\"name\":\"b\",\"image\":\"1\",\"resources\":{}}]");
    }

    @Test
    void keysThatAreLeftOutHaveTheirDefaults() {
        deployment.apply("m", template("{name: a, ports: [{containerPort: 80}, {containerPort: 80, protocol: UDP}]}"));

        assertThat(deployment.by("m"))
                .contains("ports[containerPort=80,protocol=\"TCP\"].containerPort")
                .contains("ports[containerPort=80,protocol=\"UDP\"].protocol")
                .doesNotContain("protocol=\"TCP\"].protocol");
    }

    @Test
    void atomicValuesHaveOneOwner() {
        pod.apply("m", "{metadata: {name: p}, spec: {nodeSelector: {a: b}, tolerations: [{key: a}]}}");

        assertThat(pod.by("m")).isEqualTo(".spec.nodeSelector .spec.tolerations");
        assertThatThrownBy(() -> pod.apply("n", "{metadata: {name: p}, spec: {nodeSelector: {c: d}}}"))
                .hasMessage("Apply failed with 1 conflict: conflict with \"m\": .spec.nodeSelector");
        pod.force("n", "{metadata: {name: p}, spec: {nodeSelector: {c: d}}}");
        assertThat(pod.at("/spec/nodeSelector")).isEqualTo("{\"c\":\"d\"}");
    }

    @Test
    void whatGoWritesOfUnsetFieldsIsNoChangeOfAnAtomicValue() {
        String env = template("{name: c, env: [{name: E, valueFrom: {resourceFieldRef: {resource: limits.cpu%s}}}]}");

        deployment.put("m", env.formatted(", divisor: '0'")).put("n", env.formatted(""));

        assertThat(deployment.managers()).containsExactly("m Update");
    }

    @Test
    void setsMergeByValue() {
        map.apply("m", "{metadata: {name: a, finalizers: [x/1, x/2]}}")
                .apply("n", "{metadata: {name: a, finalizers: [x/2, x/3]}}")
                .apply("m", "{metadata: {name: a}}");

        assertThat(map.at("/metadata/finalizers")).isEqualTo("[\"x/2\",\"x/3\"]");
    }

    @Test
    void anApplyThatChangesNothingLeavesTheTimeAlone() {
        map.apply("m", data("a: '1'"));
        JsonNode before = map.object().deepCopy();

        assertThat(map.apply("m", data("a: '1'")).object()).isEqualTo(before);
    }

    @Test
    void whatNobodyOwnedBelongsToWhoeverWasBeforeTheFirstApply() {
        map.put("m", data("a: '1', b: '2'"))
                .put("m", "{metadata: {name: a, managedFields: [{}]}, data: {a: '1', b: '2'}}");
        assertThat(map.managers()).isEmpty();
        map.put("m", data("a: '1', b: '3'"));
        assertThat(map.managers()).isEmpty();

        map.force("n", data("a: '1'"));

        assertThat(map.managers()).containsExactly("n Apply", "before-first-apply Update");
        assertThat(map.by("before-first-apply")).isEqualTo(".data .data.a .data.b");
    }

    @Test
    void atMostTenUpdatersAreTold() {
        map.put("m0", data("k0: ''"));
        for (int i = 1; i < 13; i++) {
            int last = i;
            map.put(
                    "m" + i,
                    data(IntStream.rangeClosed(0, last)
                            .mapToObj(k -> "k" + k + ": ''")
                            .collect(Collectors.joining(", "))));
        }

        assertThat(map.managers())
                .hasSize(10)
                .startsWith("ancient-changes Update", "m4 Update")
                .endsWith("m12 Update");
        assertThat(map.by("ancient-changes")).isEqualTo(".data .data.k0 .data.k1 .data.k2 .data.k3");
    }

    @Test
    void managersMayBeEditedByHandIfTheyAreSound() {
        map.put("m", data("a: '1'"));
        String entry =
                "{manager: h, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {'f:data': {'f:a': {}}}}";

        map.put("m", "{metadata: {name: a, managedFields: [" + entry + "]}, data: {a: '1'}}");
        assertThat(map.managers()).containsExactly("h Apply");
        for (String broken : List.of("Apply", "FieldsV1,", "'f:data'", "v1")) {
            String unsound =
                    entry.replace(broken, broken.endsWith(",") ? "X," : broken.startsWith("'") ? "data" : "''");
            map.put("m", "{metadata: {name: a, managedFields: [" + unsound + "]}, data: {a: '1'}}");
            assertThat(map.managers()).as(broken).containsExactly("h Apply");
        }
    }

    @Test
    void itemsThatCannotBeToldApartLoseTheManagers() {
        deployment.put("m", template("{name: a, image: '1'}, {name: a, image: '2'}"));

        assertThat(deployment.by("m")).isEqualTo(".spec.template.spec.containers[name=\"a\"]");
        assertThatThrownBy(() -> deployment.apply("n", template("{name: b}, {name: b}")))
                .hasMessage("failed to create typed patch object (/a; apps/v1, Kind=Deployment):"
                        + " .spec.template.spec.containers: duplicate entries for key [name=\"b\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{spec: {replicas: two}} | .spec.replicas: expected numeric (int or float), got string",
                "{spec: {paused: 1}} | .spec.paused: expected boolean, got &{1}",
                "{spec: {foo: 1}} | .spec.foo: field not declared in schema",
                "{spec: [1]} | .spec: expected map, got &{[1]}",
                "{spec: {template: {spec: {containers: {a: 1}}}}} | .spec.template.spec.containers: expected list, got &{map[a:1]}",
                "{metadata: {labels: {a: 1}}} | .metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}",
                "{metadata: {finalizers: [a, a]}} | .metadata.finalizers: duplicate entries for key [=\"a\"]",
                "{metadata: {finalizers: [{}]}} | .metadata.finalizers: element 0: associative list without keys has an element that's a map type",
                "{spec: {template: {spec: {containers: [a]}}}} | .spec.template.spec.containers: element 0: associative list with keys may not have non-map elements",
            })
    void saysWhatDoesNotFitTheSchema(String config, String fault) {
        assertThatThrownBy(() -> deployment.apply("m", config))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(500))
                .hasMessage("failed to create typed patch object (/; apps/v1, Kind=Deployment): " + fault);
    }

    @Test
    void kubectlsApplyTakesOverWhatItAppliedFromTheClient() {
        String remembered =
                "\"{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"ConfigMap\\\",\\\"data\\\":{\\\"a\\\":\\\"1\\\"}}\"";
        map.put(
                "kubectl-client-side-apply",
                "{metadata: {name: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: " + remembered
                        + "}}, data: {a: '1', b: '1'}}");

        assertThatThrownBy(() -> map.apply("other", data("a: '2'"))).hasMessageContaining("1 conflict");
        assertThatThrownBy(() -> map.apply("kubectl", data("a: '2', b: '2'")))
                .hasMessage(
                        "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1: .data.b");
        map.apply("kubectl", data("a: '2'"));

        assertThat(map.at("/data/a")).isEqualTo("2");
        assertThat(map.at("/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration"))
                .isEqualTo(
                        "{\"apiVersion\":\"v1\",\"data\":{\"a\":\"2\"},\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}\n");
    }

    /** One write by one of three managers: which of four keys it sets, and to what. */
    record Write(int manager, boolean applies, Map<String, String> data) {
        String yaml() {
            // Once nobody owns anything, updates are not followed any more: the label keeps somebody owning something.
            return "{metadata: {name: a, labels: {l: x}}, data: {"
                    + data.entrySet().stream()
                            .map(e -> e.getKey() + ": '" + e.getValue() + "'")
                            .collect(Collectors.joining(", "))
                    + "}}";
        }

        Owned to(Owned object) {
            return applies ? object.force("m" + manager, yaml()) : object.put("m" + manager, yaml());
        }
    }

    @Provide
    Arbitrary<List<Write>> writes() {
        Arbitrary<Map<String, String>> data =
                Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), Arbitraries.of("1", "2"));
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.integers().between(0, 2), Arbitraries.of(true, false), data)
                .as(Write::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 300)
    void everyValueHasAnOwnerAndNobodyOwnsWhatIsNotThere(@ForAll("writes") List<Write> writes) {
        Owned object = new Owned(MAPS);
        writes.forEach(write -> write.to(object));

        FieldSet owned = object.everybodys()
                .recursiveDifference(FieldSet.path("metadata"))
                .difference(FieldSet.path("data"));
        FieldSet there = FieldSet.EMPTY;
        for (Map.Entry<String, JsonNode> entry : Tree.entries(object.object().path("data"))) {
            FieldSet path = FieldSet.path("data", entry.getKey());
            there = there.union(path);
        }
        assertThat(there.difference(owned)).hasToString("");
        assertThat(owned.difference(there)).hasToString("");
    }

    @Property(tries = 300)
    void applyingTheSameAgainChangesNothing(@ForAll("writes") List<Write> writes) {
        Owned object = new Owned(MAPS);
        writes.forEach(write -> write.to(object));
        Write last = new Write(1, true, writes.get(writes.size() - 1).data());
        JsonNode once = last.to(object).object().deepCopy();

        assertThat(last.to(object).object()).isEqualTo(once);
    }
}
