package dev.coracle.machinery.validation;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule on a value that obeys it and on one that does not: whether it fires, where, and with which words. */
class FieldRuleTest {
    private static final String BETWEEN = "must be between 1 and 3, inclusive";

    private static List<String> errors(FieldRule rule, String object) {
        FieldErrors errors = new FieldErrors();
        try {
            JsonNode spec = new ObjectMapper().readTree("{\"spec\":" + object.replace('\'', '"') + "}");
            rule.check(Field.spec(spec, errors));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        return errors.all().stream().map(FieldError::toString).toList();
    }

    private static Arguments rule(FieldRule rule, List<String> fine, String wrong, String... expected) {
        return Arguments.of(rule, fine, wrong, List.of(expected));
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule(field("a").required(), List.of("{'a':'x'}", "{'a':0}"), "{'a':''}", "spec.a: Required value"),
                rule(field("a").required("why"), List.of("{'a':[1]}"), "{'a':null}", "spec.a: Required value: why"),
                rule(field("a").present("why"), List.of("{'a':''}", "{'a':{}}"), "{}", "spec.a: Required value: why"),
                rule(field("a").nonZero(), List.of("{'a':1}"), "{'a':0}", "spec.a: Required value"),
                rule(
                        required("a", "b"),
                        List.of("{'a':1,'b':2}"),
                        "{'c':1}",
                        "spec.a: Required value",
                        "spec.b: Required value"),
                rule(field("a").forbidden("no"), List.of("{}", "{'a':null}"), "{'a':1}", "spec.a: Forbidden: no"),
                rule(
                        field("a").nonNegative(),
                        List.of("{}", "{'a':0}"),
                        "{'a':-1}",
                        "spec.a: Invalid value: -1: must be greater than or equal to 0"),
                rule(field("a").positive("more"), List.of("{'a':1}"), "{}", "spec.a: Invalid value: 0: more"),
                rule(
                        field("a").inRange(1, 3),
                        List.of("{'a':1}", "{'a':3}"),
                        "{'a':4}",
                        "spec.a: Invalid value: 4: " + BETWEEN),
                rule(
                        field("a").id(),
                        List.of("{}", "{'a':2147483647}"),
                        "{'a':2147483648}",
                        "spec.a: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive"),
                rule(
                        field("a").oneOf("x", "y"),
                        List.of("{'a':'x'}"),
                        "{'a':'z'}",
                        "spec.a: Unsupported value: \"z\": supported values: \"x\", \"y\""),
                rule(
                        field("a").maxLength(2),
                        List.of("{}", "{'a':'xy'}"),
                        "{'a':'xyz'}",
                        "spec.a: Too long: may not be more than 2 bytes"),
                rule(
                        field("a").maxItems(1),
                        List.of("{}", "{'a':[1]}"),
                        "{'a':[1,2]}",
                        "spec.a: Too many: 2: must have at most 1 item"),
                rule(
                        field("a").fewItems(1).eachTo(at -> at.invalid("never")),
                        List.of("{}"),
                        "{'a':[1,2]}",
                        "spec.a: Too many: 2: must have at most 1 item"),
                rule(
                        field("a").matches("x"::equals, "not x"),
                        List.of("{'a':'x'}"),
                        "{}",
                        "spec.a: Invalid value: \"\": not x"),
                rule(
                        field("a").obeys(Names.ENVIRONMENT),
                        List.of("{'a':'X'}"),
                        "{'a':'='}",
                        "spec.a: Invalid value: \"=\": a valid environment variable name must consist only of printable"
                                + " ASCII characters other than '='"),
                rule(
                        field("a").optional().dnsLabel(),
                        List.of("{}", "{'a':'x-y'}"),
                        "{'a':'X'}",
                        "spec.a: Invalid value: \"X\": "
                                + NameRule.DNS_LABEL.check("X", false).get(0)),
                rule(
                        field("a").unlessEmpty().dnsSubdomain(),
                        List.of("{}", "{'a':''}", "{'a':'x.y'}"),
                        "{'a':'X'}",
                        "spec.a: Invalid value: \"X\": "
                                + NameRule.DNS_SUBDOMAIN.check("X", false).get(0)),
                rule(
                        field("a").unlessZero().inRange(1, 3),
                        List.of("{}", "{'a':0}", "{'a':2}"),
                        "{'a':9}",
                        "spec.a: Invalid value: 9: " + BETWEEN),
                rule(
                        field("a").labelKey(),
                        List.of("{'a':'x.io/y'}"),
                        "{'a':'/y'}",
                        "spec.a: Invalid value: \"/y\": prefix part must be non-empty"),
                rule(
                        field("a").selector(),
                        List.of("{}", "{'a':{'matchLabels':{'x':'y'}}}"),
                        "{'a':{'matchExpressions':[{'key':'x','operator':'In'}]}}",
                        "spec.a.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or"
                                + " 'NotIn'"),
                rule(
                        each("a").inRange(1, 3),
                        List.of("{}", "{'a':[1,2]}"),
                        "{'a':[1,5]}",
                        "spec.a[1]: Invalid value: 5: " + BETWEEN),
                rule(
                        each("a").to(field("b").required(), each("c").oneOf("x")),
                        List.of("{'a':[{'b':1,'c':['x']}]}"),
                        "{'a':[{'b':1},{'c':['x','y']}]}",
                        "spec.a[1].b: Required value",
                        "spec.a[1].c[1]: Unsupported value: \"y\": supported values: \"x\""),
                rule(
                        field("a").to(field("b").to(field("c").required())),
                        List.of("{}", "{'a':{}}"),
                        "{'a':{'b':{}}}",
                        "spec.a.b.c: Required value"),
                rule(union(), List.of("{'x':{}}", "{'y':{'n':1}}"), "{'y':{},'x':{}}", "spec.y: Forbidden: only one"),
                rule(union(), List.of("{'x':{}}"), "{'z':{}}", "spec: Required value: one of x and y"),
                rule(union(), List.of("{'x':{}}"), "{'y':{}}", "spec.Y.n: Required value"),
                rule(
                        byType(),
                        List.of("{'type':'A'}", "{'type':'B','b':1}", "{}"),
                        "{'type':'A','b':1}",
                        "spec.b: Forbidden: not in A"),
                rule(
                        byType(),
                        List.of("{'type':'A'}"),
                        "{'type':'C'}",
                        "spec.type: Unsupported value: \"C\": supported values: \"A\", \"B\""));
    }

    private static FieldRule union() {
        return Union.of("one of x and y", "only one")
                .member("x")
                .member("y", "Y", field("n").required());
    }

    private static FieldRule byType() {
        return choice("type")
                .when("")
                .when("A", field("b").forbidden("not in A"))
                .when("B")
                .otherwise(field("type").oneOf("A", "B"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void firesOnWhatIsWrongAndOnNothingElse(FieldRule rule, List<String> fine, String wrong, List<String> expected) {
        assertThat(errors(rule, wrong)).isEqualTo(expected);
        assertThat(fine).allSatisfy(object -> assertThat(errors(rule, object)).isEmpty());
    }

    @Test
    void whatIsMissingIsSaidOnceAndTheRestIsNotAsked() {
        assertThat(errors(field("a").required().oneOf("x").maxLength(0), "{}"))
                .containsExactly("spec.a: Required value");
    }

    @Test
    void checksAfterOneThatFailsAreStillMade() {
        assertThat(errors(field("a").inRange(1, 3).nonNegative(), "{'a':-4}"))
                .containsExactly(
                        "spec.a: Invalid value: -4: " + BETWEEN,
                        "spec.a: Invalid value: -4: must be greater than or equal to 0");
    }

    @Test
    void rulesAreCheckedInTheirOrder() {
        assertThat(errors(
                        all(field("b").required(), field("a").required())
                                .and(field("c").required()),
                        "{}"))
                .containsExactly("spec.b: Required value", "spec.a: Required value", "spec.c: Required value");
    }

    @Test
    void aRuleWithOneMoreCheckLeavesTheOldOneAlone() {
        FieldChecks shorter = field("a").optional();
        shorter.oneOf("x");

        assertThat(errors(shorter, "{'a':'y'}")).isEmpty();
    }

    @Test
    void theCursorKnowsWhereItIs() {
        FieldErrors errors = new FieldErrors();
        JsonNode object = new ObjectMapper().createObjectNode().set("spec", new ObjectMapper().createObjectNode());
        Field at = Field.spec(object, errors).at("list").item(3).key("a/b").at("c");

        assertThat(at.path()).hasToString("spec.list[3][a/b].c");
        assertThat(at.as("d").path()).hasToString("spec.list[3][a/b].d");
        assertThat(at.parent().name()).isEqualTo("a/b");
        assertThat(at.parent().parent().index()).isEqualTo(3);
    }
}
