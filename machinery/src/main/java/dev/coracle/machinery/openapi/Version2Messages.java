package dev.coracle.machinery.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * An OpenAPI v2 document as {@code openapi.v2.Document} of gnostic's {@code OpenAPIv2.proto}, as far as our documents have
 * use for its messages.
 */
public final class Version2Messages {
    private static final String TABLE = """
            Document swagger=1s info=2m:Info paths=8N2:PathItem definitions=9N:Schema security=12R\
             securityDefinitions=13D:ApiKeySecurity
            Info title=1s version=2s
            Operation tags=1S description=3s operationId=5s produces=6S consumes=7S parameters=8B\
             responses=9P:Response schemes=10S =13x
            PathItem get=2m:Operation put=3m:Operation post=4m:Operation delete=5m:Operation options=6m:Operation\
             head=7m:Operation patch=8m:Operation parameters=9B =10x
            BodyParameter description=1s name=2s in=3s required=4b schema=5m:Schema
            QueryParameter required=1b in=2s description=3s name=4s type=6s format=7s uniqueItems=20b
            PathParameter required=1b in=2s description=3s name=4s type=5s format=6s uniqueItems=19b
            Response description=1s schema=2w:Schema
            Schema $ref=1s format=2s title=3s description=4s multipleOf=6d maximum=7d exclusiveMaximum=8b minimum=9d\
             exclusiveMinimum=10b maxLength=11i minLength=12i pattern=13s maxItems=14i minItems=15i uniqueItems=16b\
             maxProperties=17i minProperties=18i required=19S enum=20A additionalProperties=21w:Schema type=22T\
             items=23w:Schema properties=25N:Schema externalDocs=29m:ExternalDocs example=30a =31x
            ExternalDocs description=1s url=2s
            ApiKeySecurity type=1s name=2s in=3s description=4s
            """;

    private final MessageWriter writer = new MessageWriter(TABLE);

    /**
     * A whole document, or a part of one: a message that stands twice is read as both its parts in one, so a document may
     * be followed by more of its paths and definitions.
     */
    public byte[] write(JsonNode document) throws IOException {
        return writer.write(document);
    }
}
