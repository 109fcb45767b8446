package dev.coracle.apiserver.http;

/**
 * How an answer is to look.
 *
 * @param encoding the media type
 * @param shape the whole object, a table, or metadata only
 * @param version of the meta.k8s.io group for all but the first
 */
public record Representation(Encoding encoding, Shape shape, String version) {
    public static final Representation PLAIN = new Representation(Encoding.JSON, Shape.FULL, "");

    /** What is shown of an object. */
    public enum Shape {
        FULL,
        TABLE,
        /** One object's metadata. */
        METADATA,
        /** A list of such. */
        METADATA_LIST
    }
}
