package dev.coracle.machinery.fieldmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The algebra of field sets, and their form in {@code fieldsV1}. A failing try prints its seed. */
class FieldSetTest {
    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"f:data\":{\".\":{},\"f:a\":{},\"f:a.b\":{},\"f:b\":{}}}",
                "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{\".\":{},\"f:image\":{},\"f:name\":{}}}}}",
                "{\"f:ports\":{\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},\"f:protocol\":{}}}}",
                "{\"f:metadata\":{\"f:finalizers\":{\".\":{},\"v:\\\"a.b/c\\\"\":{}}}}",
                "{\"f:a\":{},\"k:{\\\"x\\\":\\\"\\\\u003c\\\"}\":{},\"v:1\":{},\"v:10\":{},\"v:\\\"s\\\"\":{},\"v:true\":{},\"i:2\":{},\"i:10\":{}}"
            })
    void writesWhatItReadByteForByte(String fields) {
        assertThat(FieldsV1.encode(FieldsV1.decode(json(fields)))).hasToString(fields);
    }

    @Test
    void ordersNamesThenKeysThenValuesThenIndexes() {
        FieldSet set =
                FieldsV1.decode(json("{\"i:0\":{},\"v:\\\"a\\\"\":{},\"v:2\":{},\"k:{\\\"b\\\":1,\\\"a\\\":2}\":{},"
                        + "\"f:z\":{},\"f:\\ud83d\\ude00\":{},\"f:\\uffee\":{}}"));

        assertThat(FieldsV1.encode(set))
                .hasToString("{\"f:z\":{},\"f:\uffee\":{},\"f:\ud83d\ude00\":{},\"k:{\\\"a\\\":2,\\\"b\\\":1}\":{},"
                        + "\"v:2\":{},\"v:\\\"a\\\"\":{},\"i:0\":{}}");
    }

    @Test
    void ignoresElementsOfTypesItDoesNotKnow() {
        assertThat(FieldsV1.decode(json("{\"f:a\":{\"x:new\":{\"f:b\":{}}}}"))).hasToString(".a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":{}}", "{\"k:[1]\":{}}", "{\"v:{\":{}}", "{\"i:x\":{}}", "{\"f:a\":1}"})
    void refusesWhatIsNoSet(String fields) {
        assertThatThrownBy(() -> FieldsV1.decode(json(fields))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsPathsAsMessagesShowThem() {
        FieldSet set = FieldsV1.decode(
                json("{\"f:spec\":{\"f:list\":{\"k:{\\\"name\\\":\\\"c\\\",\\\"port\\\":80}\":{\".\":{},"
                        + "\"f:image\":{}},\"v:\\\"x\\\"\":{},\"i:3\":{}},\"f:replicas\":{}}}"));

        assertThat(set).hasToString("""
                .spec.replicas
                .spec.list[name="c",port=80]
                .spec.list[="x"]
                .spec.list[3]
                .spec.list[name="c",port=80].image""");
    }

    @Test
    void takesAwayWhatIsBelowOnlyWhenAsked() {
        FieldSet set = FieldSet.path("a").union(FieldSet.path("a", "b", "c")).union(FieldSet.path("a", "d"));

        assertThat(set.difference(FieldSet.path("a", "b"))).hasToString(".a\n.a.d\n.a.b.c");
        assertThat(set.recursiveDifference(FieldSet.path("a", "b"))).hasToString(".a\n.a.d");
        assertThat(set.recursiveDifference(FieldSet.path("a")).isEmpty()).isTrue();
    }

    @Provide
    Arbitrary<FieldSet> sets() {
        Arbitrary<PathElement> names = Arbitraries.of("a", "b", "c").map(PathElement.Field::new);
        Arbitrary<PathElement> keys = Arbitraries.integers()
                .between(0, 2)
                .map(i -> PathElement.key(new ArrayList<>(List.of(new PathElement.KeyField("k", IntNode.valueOf(i))))));
        Arbitrary<PathElement> values = Arbitraries.of("x", "y").map(v -> new PathElement.Value(TextNode.valueOf(v)));
        return Arbitraries.oneOf(names, keys, values)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(FieldSetTest::set)
                .list()
                .ofMaxSize(8)
                .map(paths -> paths.stream().reduce(FieldSet.EMPTY, FieldSet::union));
    }

    private static FieldSet set(List<PathElement> path) {
        FieldSet set = FieldSet.EMPTY;
        for (int i = path.size() - 1; i >= 0; i--) {
            List<FieldSet.Entry> entries = new ArrayList<>();
            entries.add(new FieldSet.Entry(path.get(i), i == path.size() - 1, set));
            set = FieldSet.of(entries);
        }
        return set;
    }

    @Property
    void unionIntersectionAndDifferenceFitTogether(@ForAll("sets") FieldSet a, @ForAll("sets") FieldSet b) {
        FieldSet only = a.difference(b);
        FieldSet both = a.intersection(b);

        assertThat(only.intersection(b).isEmpty()).isTrue();
        assertThat(only.union(both).sameAs(a)).isTrue();
        assertThat(both.sameAs(b.intersection(a))).isTrue();
        assertThat(a.union(b).sameAs(b.union(a))).isTrue();
        assertThat(a.union(b).size()).isEqualTo(a.size() + b.size() - both.size());
        assertThat(a.recursiveDifference(b).difference(only).isEmpty()).isTrue();
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("sets") FieldSet a, @ForAll("sets") FieldSet b) {
        JsonNode written = FieldsV1.encode(a);

        assertThat(FieldsV1.decode(written).sameAs(a)).isTrue();
        assertThat(FieldsV1.touches(written, b)).isEqualTo(!a.intersection(b).isEmpty());
    }
}
