package dev.coracle.machinery.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {
    /** Labels of the object: app=nginx, tier=front, weight=5, empty="". */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app=nginx                   | true
            app==nginx,tier=front       | true
            app=nginx,tier=back         | false
            app!=nginx                  | false
            missing!=x                  | true
            app in (nginx, apache)      | true
            app notin (nginx)           | false
            missing notin (a)           | true
            app                         | true
            !app                        | false
            !missing , app              | true
            weight>4                    | true
            weight < 5                  | false
            app>1                       | false
            empty=                      | true
            empty in ()                 | true
            empty in (,a)               | true
            example.com/x=y             | false
            """)
    void selects(String selector, boolean selected) {
        assertThat(LabelSelector.parse(selector).test(object())).isEqualTo(selected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app=nginx,        | found '', expected: identifier after ','
            =x                | found '=', expected: !, identifier, or 'end of string'
            app in nginx      | unable to parse requirement: found 'nginx' expected: '('
            app like nginx    | unable to parse requirement: found 'like', expected: in, notin, =, ==, !=, gt, lt
            weight>x          | for 'Gt', 'Lt' operators, the value must be an integer
            -bad=x            | name part must consist of alphanumeric characters
            app=a$b           | a valid label must be an empty string or consist of alphanumeric characters
            """)
    void refuses(String selector, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(selector))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessageContaining(message);
    }

    private static ObjectNode object() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata")
                .putObject("labels")
                .put("app", "nginx")
                .put("tier", "front")
                .put("weight", "5")
                .put("empty", "");
        return object;
    }
}
