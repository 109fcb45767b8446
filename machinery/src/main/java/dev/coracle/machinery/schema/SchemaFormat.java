package dev.coracle.machinery.schema;

import java.util.List;

/**
 * The layout of {@code schemas.bin}, big-endian; strings are numbered and referred to by an unsigned short.
 *
 * <pre>
 * file       MAGIC:int  count:short string:UTF*  count:short (name:short offset:int)*  count:short kind*  fields*
 * kind       group:short version:short kind:short definition:short
 * fields     atomic:byte count:short field*         at the definition's offset after the kinds
 * field      name:short flags:short mergeKey:short mapKeys:short default:short type
 * type       TYPES index:byte definition:short format:short goType:short [items:type for ARRAY and MAP]
 * </pre>
 */
public final class SchemaFormat {
    /** "CSC" and the layout's version. */
    public static final int MAGIC = 0x43534302;

    /** The types by number: new ones go to the end. */
    public static final List<Schema.Type> TYPES = List.of(
            Schema.Type.OBJECT,
            Schema.Type.MAP,
            Schema.Type.ARRAY,
            Schema.Type.STRING,
            Schema.Type.INTEGER,
            Schema.Type.NUMBER,
            Schema.Type.BOOLEAN,
            Schema.Type.INT_OR_STRING,
            Schema.Type.QUANTITY,
            Schema.Type.ANY);

    public static final int REQUIRED = 1;
    public static final int MERGE = 2;
    public static final int RETAIN_KEYS = 4;
    public static final int PLAIN_ZERO = 8;
    public static final int LIST_SET = 16;
    public static final int LIST_MAP = 32;
    public static final int ATOMIC = 64;
    public static final int ALWAYS_WRITTEN = 128;
    public static final int ALWAYS_NULL = 256;
    public static final int KEEPS_EMPTY = 512;

    private SchemaFormat() {}
}
