package dev.coracle.machinery.openapi;

import dev.coracle.machinery.json.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An OpenAPI v3 document as {@code openapi.v3.Document} of gnostic's {@code OpenAPIv3.proto}, as far as our documents and
 * the schemas of custom resources have use for its messages.
 */
public final class Version3Messages {
    /** What the form is called in answers. */
    public static final String MEDIA_TYPE = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";

    private static final String TABLE = """
            Document openapi=1s info=2m:Info paths=4N:PathItem components=5m:Components =9x
            Info title=1s description=2s version=6s =7x
            Components schemas=1P:Schema securitySchemes=7P:SecurityScheme =10x
            PathItem summary=2s description=3s get=4m:Operation put=5m:Operation post=6m:Operation delete=7m:Operation\
             options=8m:Operation head=9m:Operation patch=10m:Operation parameters=13O:Parameter =14x
            Operation tags=1S summary=2s description=3s operationId=5s parameters=6O:Parameter requestBody=7o:RequestBody\
             responses=8P2:Response deprecated=10b =13x
            Parameter name=1s in=2s description=3s required=4b schema=10o:Schema =14x
            RequestBody description=1s content=2N:MediaType required=3b =4x
            Response description=1s content=3N:MediaType =5x
            MediaType schema=1o:Schema =5x
            Schema nullable=1b externalDocs=6m:ExternalDocs example=7a deprecated=8b title=9s multipleOf=10d maximum=11d\
             exclusiveMaximum=12b minimum=13d exclusiveMinimum=14b maxLength=15i minLength=16i pattern=17s maxItems=18i\
             minItems=19i uniqueItems=20b maxProperties=21i minProperties=22i required=23S enum=24A type=25s\
             allOf=26O:Schema oneOf=27O:Schema anyOf=28O:Schema not=29m:Schema items=30v:Schema properties=31P:Schema\
             additionalProperties=32v:Schema default=33t description=34s format=35s =36x
            ExternalDocs description=1s url=2s =3x
            SecurityScheme type=1s description=2s name=3s in=4s =9x
            """;

    private static final MessageWriter WRITER = new MessageWriter(TABLE);

    private Version3Messages() {}

    /** The document, which is JSON, in this form. */
    public static byte[] write(byte[] json) {
        try {
            return WRITER.write(JsonCodec.read(json));
        } catch (IOException e) {
            throw new UncheckedIOException("a document of ours is no JSON", e);
        }
    }
}
