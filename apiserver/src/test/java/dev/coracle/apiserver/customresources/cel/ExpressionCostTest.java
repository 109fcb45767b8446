package dev.coracle.apiserver.customresources.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.cel.Expression.Outcome;
import dev.coracle.apiserver.customresources.structural.Structural;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What expressions cost, before and after; every figure was given by Kubernetes v1.36's own packages. */
class ExpressionCostTest {
    private static final JsonNode SCHEMA = parse("""
            {"type":"object","properties":{
             "s":{"type":"string"},"t":{"type":"string"},"i":{"type":"integer"},"d":{"type":"number"},"b":{"type":"boolean"},
             "ios":{"x-kubernetes-int-or-string":true},
             "l":{"type":"array","items":{"type":"string"}},
             "n":{"type":"array","items":{"type":"integer"}},
             "m":{"type":"object","additionalProperties":{"type":"string"}},
             "o":{"type":"object","properties":{"p":{"type":"object","properties":{"q":{"type":"string"}}},"none":{"type":"string"}}},
             "os":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"rank":{"type":"integer"}}}},
             "by":{"type":"string","format":"byte"},"du":{"type":"string","format":"duration"},"ts":{"type":"string","format":"date-time"}}}""");
    private static final JsonNode OBJECT = parse("""
            {"s":"hello wörld, this is 30 chars.","t":"lo w","i":3,"d":1.5,"b":true,"ios":5,"l":["a","bb","ccc","dddd","eeeeeeeeeeeeeeeeeeeeeeeee"],"n":[3,1,2,7,5,9,4],
            "m":{"a":"x","b":"yy"},"o":{"p":{"q":"deep"}},"os":[{"name":"z","rank":2},{"name":"y","rank":1},{"name":"x","rank":3}],"by":"aGVsbG8gd29ybGQ=","du":"90s","ts":"2024-01-01T00:00:00Z"}""");

    private static final Structural STRUCTURAL = Structural.inner(SCHEMA);

    private static final Environment ENVIRONMENT = new Environment(STRUCTURAL, false);

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Expression compile(String rule) {
        return ENVIRONMENT.compile(rule, SimpleType.BOOL);
    }

    private static Outcome evaluate(Expression expression) {
        return expression.evaluate(Map.of("self", Values.of(OBJECT, STRUCTURAL)));
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
        0    ; 0                 ; true
        3    ; 2                 ; self.i == 3
        5    ; 5                 ; self.o.p.q == 'deep'
        6    ; 6                 ; has(self.o.p.q) && !has(self.o.none)
        1    ; 1                 ; has(self.s)
        5    ; 314577            ; self.s == self.t
        7    ; 314577            ; self.s != self.s
        5    ; 314577            ; self.s < self.t
        4    ; 4                 ; self.s.size() > 5
        5    ; 3                 ; self.s.startsWith('hello')
        5    ; 3                 ; self.s.endsWith('chars.')
        7    ; 98956172333       ; self.s.contains(self.t)
        14   ; 943721            ; self.s.matches('^hel+o .*$')
        3    ; 3                 ; matches(self.s, '^hel+o .*$')
        11   ; 629149            ; self.s.find('[a-z]+') == 'hello'
        12   ; 629150            ; self.s.findAll('[a-z]+').size() > 3
        10   ; 629150            ; self.s.lowerAscii() == self.s
        7    ; 314577            ; self.s.substring(3, 8).size() == 5
        10   ; 629150            ; self.s.replace('l', 'LLL').size() > 3
        10   ; 629150            ; self.s.split(' ').size() > 2
        12   ; 329853068907      ; self.l.join(',').size() > 3
        6    ; 314576            ; self.s.indexOf('w') == 6
        9    ; 629151            ; self.s + self.t == 'x' || true
        10   ; 104867            ; self.l + self.l == self.l || self.b
        38   ; 7864318           ; self.n.all(x, x > 0)
        30   ; 9437181           ; self.n.exists(x, x > 6)
        20   ; 4718593           ; self.n.exists_one(x, x == 7)
        103  ; 22020097          ; self.n.map(x, x * 2).size() == 7
        84   ; 23592960          ; self.n.filter(x, x > 2).size() == 5
        88   ; 25165832          ; self.n.map(x, x > 2, x + 1) == [4, 8, 6, 10, 5]
        152  ; 345882608640773328; self.l.all(x, self.l.exists(y, x == y))
        19   ; 3538938           ; self.m.all(k, self.m[k].size() > 0)
        8    ; 8                 ; self.m['a'] == 'x' && self.m.a == 'x'
        16   ; 14                ; self.n[0] == 3 && self.n[self.i] == 7 && self.n[self.i - 1] == 2
        3    ; 3                 ; 'a' in self.m
        9    ; 1572865           ; 3 in self.n
        2    ; 15                ; self.i in [1, 2, 3]
        16   ; 16                ; self.s in ['a', self.t]
        0    ; 12                ; self.i in []  || true
        13   ; 23                ; [1, 2, self.i] == [1, 2, 3]
        35   ; 33                ; {'a': self.i}['a'] == 3
        1    ; 61                ; {'a': 3} == {'a': 3}
        4    ; 5                 ; (self.b ? self.i : self.n[0]) == 3
        6    ; 7                 ; (self.b ? self.o : self.o).p.q == 'deep'
        4    ; 4                 ; self.b ? has(self.o.p) : has(self.o.none)
        7    ; 5                 ; (self.i == 4 ? 1 : self.i == 3 ? 2 : 3) == 2
        19   ; 3145731           ; self.n.isSorted() || self.n.sum() == 31
        20   ; 3145732           ; self.n.min() == 1 && self.n.max() == 9
        9    ; 659708864105      ; self.l.isSorted() && self.l.indexOf('ccc') == 2
        112  ; 4947796033562     ; self.n.sort() == [1,2,3,4,5,7,9]
        68   ; 2308970119186     ; self.l.sort() == self.l
        80   ; 2199033741339     ; self.os.sortBy(e, e.rank)[0].name == 'y'
        120  ; 17702118123171    ; self.os.sortBy(e, e.name).map(e, e.name) == ['x', 'y', 'z']
        16   ; 26                ; self.n.slice(1, 3) == [1, 2]
        27   ; 37                ; [[1], self.n].flatten().size() == 8
        23   ; 1572877           ; self.n.reverse()[0] == 4
        180  ; 7146815094818     ; self.n.distinct().size() == 7 && self.l.distinct().size() == 5
        23   ; 23                ; lists.range(10).size() == 10
        45   ; 7864355           ; sets.contains(self.n, [1, 2]) && sets.intersects(self.n, [9]) && !sets.equivalent(self.n, [1])
        9    ; 943723            ; quantity('1Gi').isGreaterThan(quantity(self.s.substring(0,0) + '5Mi'))
        3    ; 3                 ; quantity('1k') == quantity('1000')
        23   ; 1258303           ; isQuantity(self.s) || isIP(self.s) || isCIDR(self.s) || isSemver(self.s) || isURL(self.s) || true
        10   ; huge              ; ip('10.0.0.1').family() == 4 && ip('10.0.0.1') == ip('10.0.0.1') && ip('::1') != ip('::2')
        6    ; 12                ; cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsIP(ip('10.1.2.3'))
        12   ; 20                ; cidr('fd00::/8').containsCIDR('fd00:1::/32') && cidr('10.0.0.0/8').containsCIDR(cidr('10.0.0.0/16'))
        8    ; 8                 ; cidr('10.0.0.0/8').ip() == ip('10.0.0.0') && cidr('10.1.0.0/8').masked().prefixLength() == 8
        3    ; 3                 ; ip.isCanonical('2001:db8::abcd')
        9    ; 9                 ; url('https://example.com:80/x').getHost() == 'example.com:80' && url('https://a') == url('https://a')
        6    ; 6                 ; semver('1.2.3').isLessThan(semver('1.2.4')) && semver('1.2.3').major() == 1
        14   ; 10066342          ; !format.dns1123Label().validate(self.l[0]).hasValue()
        21   ; 35                ; format.named('uuid').value().validate('abc').hasValue()
        16   ; 16                ; '%s and %d'.format([self.t, self.i]) == 'lo w and 3'
        4    ; 314576            ; strings.quote(self.t) == '"lo w"'
        11   ; 11                ; string(self.i) == '3' && int('3') == self.i && double(self.i) == 3.0
        11   ; 629154            ; bytes(self.t).size() == 4 && string(self.by) == 'hello world'
        6    ; 8                 ; duration('90s') == self.du && timestamp('2024-01-01T00:00:00Z') == self.ts
        7    ; 8                 ; self.ts.getFullYear() == 2024 && self.du < duration('2m')
        8    ; 8                 ; self.ts + self.du > self.ts
        4    ; 4                 ; type(self.i) == int
        4    ; 3                 ; dyn(self.i) == 3
        3    ; 3                 ; self.ios == 5
        3    ; 3                 ; self.ios > 3
        5    ; 6                 ; self.?o.?p.?q.orValue('') == 'deep'
        6    ; 9                 ; self.?o.?none.hasValue() || self.o.?none.orValue('z') == 'z'
        5    ; 7                 ; self.o.?none.or(optional.of('k')).value() == 'k'
        5    ; huge              ; self.o.?none.optMap(v, v + 'x').orValue('y') == 'y'
        15   ; 25                ; self.o.?p.optMap(v, v.q + v.q).orValue('y') == 'deepdeep'
        15   ; 1966078           ; self.m.all(k, v, k != v)
        110  ; 23592960          ; self.n.transformList(i, v, v + i).size() == 7
        18   ; 123696788304      ; self.m.transformMap(k, v, k + v)['a'] == 'ax'
        74   ; 13369344          ; self.m.transformMapEntry(k, v, {v: k})['x'] == 'a'
        44   ; 11010044          ; self.n.exists(i, v, v == 9 && i == 5)
        20   ; 4718593           ; self.n.existsOne(i, v, v == 9)
        16   ; 16                ; -self.i == -3 && !self.b == false && self.i % 2 == 1 && self.d / 2.0 < 1.0
        1444 ; huge              ; self.n.all(x, x > 0 && self.l.all(y, y.size() < 30 && self.n.exists(z, z == x)))
        220  ; 48758756          ; self.n.all(x, [x, x + 1].exists(y, y > x))
        347  ; 81788890          ; self.n.map(x, {'k': x}).all(y, y.k > 0 || y['k'] < 0)
        292  ; 10066374          ; format.uri().validate('a').hasValue() && format.labelValue().validate(self.t).hasValue()
        10   ; 314580            ; self.s.charAt(2) == 'l' && self.s.lastIndexOf('l') > 3
        91   ; huge              ; self.l.map(x, x.upperAscii()).join('-').matches('[A-E-]+')
        15   ; 144192            ; self.o == self.o && self.l == self.l && self.m != self.m
        21   ; 7864321           ; self.i > 2 ? self.l.exists(x, x == 'bb') : self.n.all(x, x > 5)
        8    ; 8                 ; has(self.o.p) ? self.o.p.q.size() > 0 : true
        8    ; 8                 ; optional.of(self.i).hasValue() && optional.none().orValue(3) == self.i
        7    ; 10                ; self.?m['a'].orValue('') == 'x' && self.m[?'zz'].orValue('q') == 'q'
        80   ; 58195951          ; self.n.all(x, x in [1, 2, 3, 4, 5, 7, 9]) && !(self.n[0] in self.n.filter(y, y > 5))
        12   ; 12                ; size(self.l) == 5 && self.l.size() == size(self.n) - 2
        7    ; 7                 ; self.by == b'hello world' && self.by < b'zzz'
        7    ; 8                 ; self.ts > timestamp('2020-01-01T00:00:00Z') && self.ts.getHours('UTC') == 0
        7    ; 8                 ; string(self.ts) != '' && string(self.du) == '90s' && bool('true')
        88   ; 94                ; [self.t, self.s].map(x, x + x).filter(x, x.contains('lo')).size() == 2
        14   ; 314584            ; dyn(self.l).size() == 5 && dyn(self.s) == dyn(self.s)
        """)
    void costsWhatItCostsUpstream(long actual, String estimate, String rule) {
        Expression expression = compile(rule);
        Outcome outcome = evaluate(expression);

        assertThat(outcome.failure()).isNull();
        assertThat(outcome.cost()).isEqualTo(actual);
        long most = CostEstimate.max(expression.ast(), SizedType.of(STRUCTURAL, false));
        assertThat(most > 1L << 59 ? "huge" : Long.toString(most)).isEqualTo(estimate);
    }

    @ParameterizedTest
    @CsvSource({"166664, false", "166665, true", "9000000, true"})
    void endsWhatCostsTooMuch(long rounds, boolean exceeds) {
        Outcome outcome = evaluate(compile("lists.range(" + rounds + ").all(x, x >= 0)"));

        assertThat(outcome.exceedsLimit()).isEqualTo(exceeds);
    }

    @Test
    void endsWhatTurnsItsErrorsToGood() {
        Outcome outcome =
                evaluate(compile("lists.range(200000).all(x, lists.range(100000).size() == x || true) || true"));

        assertThat(outcome.exceedsLimit()).isTrue();
        assertThat(outcome.cost()).isLessThan(1_200_000);
    }
}
