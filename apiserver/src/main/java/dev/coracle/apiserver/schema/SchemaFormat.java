package dev.coracle.apiserver.schema;

/**
 * The layout of {@code schemas.bin}, big-endian; strings are numbered and referred to by an unsigned short.
 *
 * <pre>
 * file       MAGIC:int  count:short string:UTF*  count:short (name:short offset:int)*  count:short kind*  fields*
 * kind       group:short version:short kind:short definition:short
 * fields     count:short field*                     at the definition's offset after the kinds
 * field      name:short flags:byte mergeKey:short type
 * type       Schema.Type:byte definition:short format:short goType:short [items:type for ARRAY and MAP]
 * </pre>
 */
public final class SchemaFormat {
    /** "CSC" and the layout's version. */
    public static final int MAGIC = 0x43534301;

    public static final int REQUIRED = 1;
    public static final int MERGE = 2;
    public static final int RETAIN_KEYS = 4;
    public static final int PLAIN_ZERO = 8;

    private SchemaFormat() {}
}
