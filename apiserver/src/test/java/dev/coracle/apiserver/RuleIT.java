package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.TestServer.Response;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules cost and what functions they have. Answers are those of a kube-apiserver v1.36.0. */
class RuleIT {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String SPEC = """
            {"type":"object","properties":{
             "s":{"type":"string"},"t":{"type":"string"},
             "l":{"type":"array","items":{"type":"string"}},
             "n":{"type":"array","maxItems":1000,"items":{"type":"integer"}},
             "m":{"type":"object","additionalProperties":{"type":"string"}},
             "short":{"type":"array","maxItems":10,"items":{"type":"string","maxLength":10}}}}""";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String definition(String plural, String kind, List<String> rules) {
        ObjectNode spec = ConversionServer.parse(SPEC);
        ArrayNode entries = spec.putArray("x-kubernetes-validations");
        rules.forEach(rule -> entries.addObject().put("rule", rule).put("message", rule));
        return CustomResourceIT.definition(plural, kind, spec.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "self.short.all(x, self.short.all(y, x == y));",
                "self.n.all(x, self.n.all(y, x == y || x > y));",
                "self.s.contains('abc');",
                "self.n.isSorted() && self.n.sum() > 3 && self.n.min() < self.n.max();",
                "url(self.s).getHost() == 'abc' && quantity(self.s).isGreaterThan(quantity('1Gi'));",
                "self.l.all(x, x == 'abc');",
                "self.n.all(x, self.n.all(y, self.n.all(z, x + y == z))); more than 100x",
                "self.l.all(x, self.l.all(y, x == y)); more than 100x",
                "self.s.matches(self.t); more than 100x",
                "format.dns1123Label().validate(self.s) == optional.none(); more than 100x",
            })
    void estimatesWhatARuleCosts(String rule, String factor) {
        Response answer = server.post(CRDS + "?dryRun=All", definition("costs", "Cost", List.of(rule)));

        if (factor == null) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        } else {
            assertThat(answer.json().at("/details/causes/0/message").asText())
                    .isEqualTo("Forbidden: estimated rule cost exceeds budget by factor of " + factor
                            + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, "
                            + "maps, and strings are declared)");
        }
    }

    @Test
    void addsUpWhatAllRulesCost() {
        ObjectNode definition = ConversionServer.parse(definition("sums", "Sum", List.of()));
        ObjectNode properties =
                definition.withObject("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
        for (int i = 0; i < 20; i++) {
            ObjectNode list = properties.putObject("p" + i);
            list.put("type", "array").putObject("items").put("type", "integer");
            ArrayNode rules = list.putArray("x-kubernetes-validations");
            rules.addObject().put("rule", "self.all(x, x > 1)");
            rules.addObject().put("rule", "self.all(x, x > 2 && x < 3)");
        }

        Response answer = server.post(CRDS, definition.toString());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/details/causes")).hasSize(25);
        assertThat(answer.json().at("/details/causes/0/message").asText())
                .startsWith("Forbidden: estimated rule cost exceeds budget by factor of 1.101004x (try simplifying");
        assertThat(answer.json().at("/details/causes/20/message").asText())
                .isEqualTo(
                        "Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 "
                                + "schema");
        assertThat(answer.json().at("/details/causes/24/message").asText())
                .startsWith("Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema "
                        + "exceeds budget by factor of 3.8x (try simplifying");
    }

    @Test
    void hasKubernetesFunctions() {
        List<String> holding = List.of(
                "url('https://user@example.com:80/path%20x?k=a&k=b').getHost() == 'example.com:80'",
                "url('https://[::1]:80/').getHostname() == '::1' && url('/?k=a&k=b').getQuery()['k'] == ['a','b']",
                "isURL('https://a') && !isURL('a b') && url('https://a/b') == url('https://a/b')",
                "ip('127.0.0.1').isLoopback() && ip('::1').isLoopback() && ip('fe80::1').family() == 6",
                "ip('8.8.8.8').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()",
                "ip('224.0.0.1').isLinkLocalMulticast() && ip('169.254.1.1').isLinkLocalUnicast()",
                "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')",
                "isIP('::1') && !isIP('::ffff:1.2.3.4') && string(ip('2001:db8:0:0:1:0:0:1')) == '2001:db8::1:0:0:1'",
                "cidr('192.168.0.0/24').containsIP('192.168.0.1') && !isCIDR('10.0.0.0/33')",
                "cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24')",
                "cidr('192.168.1.5/24').masked() == cidr('192.168.1.0/24')",
                "quantity('500Mi').isGreaterThan(quantity('0.4Gi')) && quantity('1k') == quantity('1000')",
                "quantity('50k').sub(20000) == quantity('30k') && sign(quantity('-5')) == -1 && !isQuantity('1mb')",
                "semver('1.2.3').isGreaterThan(semver('1.2.3-rc.1')) && semver('v1.0', true) == semver('1.0.0')",
                "semver('1.2.3-rc.2').compareTo(semver('1.2.3-rc.10')) == -1 && !isSemver('1.0')",
                "format.dns1123Label().validate('Abc').hasValue() && !format.named('nope').hasValue()",
                "[1,2,3].indexOf(2) == 1 && [3,1,2].min() == 1 && [1.5,2.5].sum() == 4.0",
                "'abc 123 def 456'.findAll('[0-9]+') == ['123','456'] && '123 456'.findAll('[0-9]+', 1) == ['123']",
                "[3,1,2,3].distinct() == [3,1,2] && [1,2,3].slice(1,3) == [2,3] && lists.range(3) == [0,1,2]",
                "{'a':1}.exists(k, v, k == 'a' && v == 1) && [5].transformList(i, v, v + i) == [5]",
                "'%s is %d, %.2f'.format(['a', 5, 3.14159]) == 'a is 5, 3.14'",
                "'%s %s'.format([[1,2], duration('90s')]) == '[1, 2] 90s'",
                "sets.contains([1,2],[1]) && 1 < 1.5 && [?optional.of(1), ?optional.none()] == [1]");
        List<String> failing = List.of(
                "ip('abc').family() == 4",
                "cidr('nope').prefixLength() == 1",
                "quantity('0.5').asInteger() == 1",
                "semver('1.0').major() == 1",
                "url('bad url') == url('x')",
                "self.n.filter(x, x > 100).min() == 1",
                "self.n.size() / 0 == 1",
                "self.m['zz'] == 'x'");
        List<String> all = java.util.stream.Stream.concat(holding.stream(), failing.stream())
                .toList();
        Response defined = server.post(CRDS, definition("functions", "Function", all));
        assertThat(defined.status()).as(defined.text()).isEqualTo(201);
        CustomResourceIT.awaitCondition(server, "functions", "Established", "True");

        Response refused = server.post(
                "/apis/example.com/v1/namespaces/default/functions",
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Function\",\"metadata\":{\"name\":\"a\"},"
                        + "\"spec\":{\"n\":[],\"m\":{}}}");

        assertThat(refused.json().at("/details/causes").findValuesAsText("message"))
                .containsExactly(
                        said(
                                "IP Address \"abc\" parse error during conversion from string: ParseAddr(\"abc\"): unable to parse "
                                        + "IP",
                                failing.get(0)),
                        said(
                                "network address parse error during conversion from string: network address parse error during "
                                        + "conversion from string: netip.ParsePrefix(\"nope\"): no '/'",
                                failing.get(1)),
                        said("cannot convert value to integer", failing.get(2)),
                        said("No Major.Minor.Patch elements found", failing.get(3)),
                        said(
                                "URL parse error during conversion from string: parse \"bad url\": invalid URI for request",
                                failing.get(4)),
                        said("min called on empty list", failing.get(5)),
                        said("division by zero", failing.get(6)),
                        said("no such key: zz", failing.get(7)));
    }

    private static String said(String what, String rule) {
        return "Invalid value: \"object\": " + what + " evaluating rule: " + rule;
    }

    @Test
    void refusesWhatUpstreamDoesNotHave() {
        for (String rule :
                List.of("math.greatest(1, 2) == 2", "'ab'.reverse() == 'ba'", "base64.encode(b'a') == 'x'")) {
            Response answer = server.post(CRDS + "?dryRun=All", definition("costs", "Cost", List.of(rule)));

            assertThat(answer.status()).as(rule).isEqualTo(422);
            assertThat(answer.message()).contains("compilation failed: ERROR: <input>:1:");
        }
    }
}
