package dev.coracle.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.coracle.apiserver.discovery.Document;
import dev.coracle.machinery.openapi.Version3Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documents of version 3 as gnostic's messages. */
class Version3MessagesTest {
    private final OpenApi openApi = OpenApi.load(List::of);

    private Document message(String path) {
        return openApi.document(path, null, OpenApi.Form.MESSAGE).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'openapi':'3'} | 0a0133",
                "{'paths':{'/a':{'get':{'tags':['t']}}}} | 220d 0a0b 0a022f61 1205 2203 0a0174",
                // What may be a reference is in one more message: the thing itself in field 1, the reference in 2.
                "{'components':{'schemas':{'A':{'type':'b'}}}} | 2a0f 0a0d 0a0b 0a0141 1206 0a04 ca010162",
                "{'components':{'schemas':{'A':{'$ref':'b'}}}} | 2a0e 0a0c 0a0a 0a0141 1205 1203 0a0162",
            })
    void writesWhatMayBeAReferenceInAMessageOfItsOwn(String json, String expected) {
        byte[] message = Version3Messages.write(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().formatHex(message)).isEqualTo(expected.replace(" ", ""));
    }

    @Test
    void everyDocumentHasOneWithTheSameHash() throws IOException {
        for (String path : List.of("api/v1", "apis/apps", "version", "openid/v1/jwks")) {
            Document json = openApi.document(path, null).orElseThrow();
            Document message = message(path);

            assertThat(message.etag()).isEqualTo(json.etag());
            assertThat(message.contentType()).isEqualTo("application/com.github.proto-openapi.spec.v3.v1.0+protobuf");
            CodedInputStream in = CodedInputStream.newInstance(message.body());
            assertThat(WireFormat.getTagFieldNumber(in.readTag())).isEqualTo(1);
            assertThat(in.readString()).isEqualTo("3.0.0");
            assertThat(message(path)).isSameAs(message);
        }
        assertThat(openApi.document("apis/batch/v2", null, OpenApi.Form.MESSAGE))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*/*, JSON",
        "application/*, JSON",
        "application/json, JSON",
        "application/com.github.proto-openapi.spec.v3.v1.0+protobuf, MESSAGE",
        "application/com.github.proto-openapi.spec.v3@v1.0+protobuf, MESSAGE",
    })
    void takesTheFirstFormThatIsKnown(String type, OpenApi.Form form) {
        assertThat(OpenApi.form(List.of("text/plain", type, "application/json")))
                .contains(form);
        assertThat(OpenApi.form(List.of("text/plain", "application/yaml"))).isEmpty();
    }
}
