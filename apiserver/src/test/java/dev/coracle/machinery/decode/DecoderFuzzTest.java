package dev.coracle.machinery.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupVersionKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the bytes: an object or a refusal with a 4xx code. A failing try prints its seed. */
class DecoderFuzzTest {
    private static final ObjectDecoder DECODER = SchemaCatalogue.load().decoder();
    private static final DecodeTarget POD = DECODER.target(new GroupVersionKind("", "v1", "Pod"));
    private static final String SAMPLE = """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","creationTimestamp":"2026-01-02T03:04:05Z",
             "labels":{"a":"b"},"managedFields":[{"fieldsV1":{"f:a":{}}}]},"spec":{"containers":[{"name":"c",
             "ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"1","memory":1024}},
             "readinessProbe":{"httpGet":{"port":"http","path":"/"}}}],"hostNetwork":false,"volumes":[
             {"name":"v","emptyDir":{}}],"terminationGracePeriodSeconds":30}}""";

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "null",
            "true",
            "-",
            "1e999",
            "9223372036854775808",
            "0.5",
            "\\u00",
            "\\",
            "&a ",
            "*a",
            "- ",
            "? ",
            "!!binary ",
            "<<: ",
            "|\n ",
            "---\n",
            "%YAML 1.2\n",
            "\t",
            "\u0000",
            "\ud800",
            "#",
            "\"spec\"",
            "\"kind\":1",
            "~",
            "'",
            "@",
            "`",
            "\"metadata\":",
            "1_000",
            "0x",
            "0o8",
            ".inf",
            "\u00e9",
            "\n");

    @Property(tries = 500)
    void randomBytesAreRefusedOrRead(@ForAll byte[] body) {
        decode(body);
    }

    @Property(tries = 2_000)
    void damagedObjectsAreRefusedOrRead(@ForAll("damaged") byte[] body) {
        decode(body);
    }

    @Property(tries = 2_000)
    void randomSyntaxIsRefusedOrRead(@ForAll("syntax") String body) {
        decode(body.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<byte[]> damaged() {
        return Arbitraries.longs().map(seed -> {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(SAMPLE);
            for (int i = random.nextInt(4); i >= 0 && !text.isEmpty(); i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                    case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                    case 2 -> text.setCharAt(at, (char) random.nextInt(0x250));
                    default -> text.setLength(Math.max(1, at));
                }
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        });
    }

    @Provide
    Arbitrary<String> syntax() {
        return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
    }

    private static void decode(byte[] body) {
        for (BodyFormat format : BodyFormat.values()) {
            for (FieldValidation validation : FieldValidation.values()) {
                try {
                    Decoded decoded = DECODER.decode(body, format, POD, validation);
                    assertThat(decoded.object().path("kind").asText()).isEqualTo("Pod");
                } catch (ApiException e) {
                    assertThat(e.code()).isBetween(400, 499);
                }
            }
        }
    }
}
