package dev.coracle.apiserver.customresources.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the rules of a schema are run, and which do not get that far. */
class RuleSetTest {
    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static RuleSet rules(String schema) {
        return RuleSet.of(Structural.inner(parse(schema)));
    }

    /** Each of the rules costs 2. */
    @ParameterizedTest
    @CsvSource({
        "6, 0, ''",
        "5, -1, 'at[2]: Invalid value: \"integer\": validation failed due to running out of cost budget, no further validation rules will be run'",
        "4, -1, 'at[2]: Invalid value: \"integer\": validation failed due to running out of cost budget, no further validation rules will be run'",
        "3, -1, 'at[1]: Invalid value: \"integer\": validation failed due to running out of cost budget, no further validation rules will be run'",
    })
    void spendsOneBudgetOnAllParts(long budget, long left, String error) {
        FieldErrors errors = new FieldErrors();
        RuleSet rules = rules("""
                {"type":"array","items":{"type":"integer","x-kubernetes-validations":[{"rule":"self > 0"}]}}""");

        assertThat(rules.validateDefault(parse("[1,2,3]"), "at", budget, errors))
                .isEqualTo(left);
        assertThat(errors.isEmpty() ? "" : errors.toString()).isEqualTo(error);
    }

    @Test
    void messagesAreOfTheSameBudget() {
        FieldErrors errors = new FieldErrors();
        RuleSet rules = rules("""
                {"type":"integer","x-kubernetes-validations":[
                 {"rule":"self > 5","messageExpression":"'too small: ' + (self < 2 ? 'very' : 'just')"}]}""");

        assertThat(rules.validateDefault(parse("3"), "at", 4, errors)).isNegative();
        assertThat(errors)
                .hasToString(
                        "at: Invalid value: \"integer\": messageExpression evaluation failed due to running out of cost "
                                + "budget, no further validation rules will be run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"l\":[1,-1]}; {\"l\":[1,-1],\"s\":\"x\"}; 0; 1",
                "{\"l\":[1,-1]}; {\"l\":[1,-2]}; 1; 0",
                "{\"l\":[1,-1]}; {\"l\":[1,-1,2]}; 1; 0",
            })
    void forgivesWhatIsPartOfSomethingUnchanged(String old, String value, int errors, int warnings) {
        RuleSet rules = rules("""
                {"type":"object","properties":{"s":{"type":"string"},
                 "l":{"type":"array","items":{"type":"integer","x-kubernetes-validations":[{"rule":"self > 0"}]}}}}""");
        FieldErrors found = new FieldErrors();
        List<FieldError> forgiven = new ArrayList<>();

        rules.validate(parse(value), parse(old), found, forgiven::add);

        assertThat(found.all()).hasSize(errors);
        assertThat(forgiven).hasSize(warnings);
    }

    /** In the words of Kubernetes v1.36. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
        self.matches('[')               ; compilation failed: ERROR: <input>:1:14: invalid matches argument
        matches('[', self)              ; compilation failed: ERROR: <input>:1:9: invalid matches argument
        matches(self, '[')              ; program instantiation failed: error parsing regexp: missing closing ]: `[`
        self.findAll('(', 1) == []      ; program instantiation failed: error parsing regexp: missing closing ): `(`
        duration('1d') == duration('1s'); compilation failed: ERROR: <input>:1:10: invalid duration argument
        bool('x')                       ; program instantiation failed: type conversion error from 'string' to 'bool'
        [[1], ['a']] == []              ; compilation failed: ERROR: <input>:1:7: expected type 'list(int)' but found 'list(string)'
        """)
    void looksAtLiteralsBeforehand(String rule, String why) {
        Environment environment = new Environment(Structural.inner(parse("{\"type\":\"string\"}")), false);

        assertThatThrownBy(() -> environment.compile(rule, SimpleType.BOOL)).hasMessageStartingWith(why);
    }

    @Test
    void takesTextsOfAllTypesThatAreFormatted() {
        Environment environment = new Environment(Structural.inner(parse("{\"type\":\"string\"}")), false);

        assertThat(environment.compile("'%s %d'.format(['a', 1]) == self", SimpleType.BOOL))
                .isNotNull();
    }

    @Test
    void selectsReservedWordsAsTheyAre() {
        RuleSet rules = rules("""
                {"type":"object","properties":{"namespace":{"type":"string"}},
                 "x-kubernetes-validations":[
                   {"rule":"!has(self.namespace) || self.namespace == self.__namespace__"},
                   {"rule":"self.namespace != 'a'","message":"not a"}]}""");
        FieldErrors errors = new FieldErrors();
        rules.validate((ObjectNode) parse("{\"namespace\":\"a\"}"), null, errors, forgiven -> {});

        assertThat(errors.all()).singleElement().asString().contains("not a");
    }
}
