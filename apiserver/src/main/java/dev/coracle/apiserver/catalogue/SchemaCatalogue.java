package dev.coracle.apiserver.catalogue;

import dev.coracle.machinery.decode.ObjectDecoder;
import dev.coracle.machinery.protobuf.ProtobufTable;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.schema.SchemaFormat;
import dev.coracle.machinery.schema.Schemas;
import dev.coracle.machinery.text.TextTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every type of the built-in API. Safe for any thread: a definition's fields are read when they are first asked for, and
 * reading them twice does no harm.
 */
public final class SchemaCatalogue implements Schemas {
    private static final String RESOURCE = "schemas.bin";

    private final String[] strings;
    private final ByteBuffer bodies;
    private final Map<String, Integer> offsets;
    private final Map<GroupVersionKind, String> kinds;
    private final Map<String, Schema> definitions = new ConcurrentHashMap<>();

    private static final class Loaded {
        static final SchemaCatalogue CATALOGUE = read();
    }

    private SchemaCatalogue(
            String[] strings, ByteBuffer bodies, Map<String, Integer> offsets, Map<GroupVersionKind, String> kinds) {
        this.strings = strings;
        this.bodies = bodies;
        this.offsets = offsets;
        this.kinds = kinds;
    }

    /** What the file holds that the build generated; read when it is first asked for. */
    public static SchemaCatalogue load() {
        return Loaded.CATALOGUE;
    }

    private static SchemaCatalogue read() {
        try (InputStream in = SchemaCatalogue.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing: the module's process-classes phase writes it");
            }
            return read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SchemaCatalogue read(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        if (in.getInt() != SchemaFormat.MAGIC) {
            throw new IllegalStateException(RESOURCE + " has another layout: build the module again");
        }
        String[] strings = new String[Short.toUnsignedInt(in.getShort())];
        for (int i = 0; i < strings.length; i++) {
            int length = Short.toUnsignedInt(in.getShort());
            strings[i] = new String(file, in.position(), length, StandardCharsets.UTF_8);
            in.position(in.position() + length);
        }
        int count = Short.toUnsignedInt(in.getShort());
        Map<String, Integer> offsets = new HashMap<>(count * 2);
        for (int i = 0; i < count; i++) {
            offsets.put(strings[Short.toUnsignedInt(in.getShort())], in.getInt());
        }
        int kindCount = Short.toUnsignedInt(in.getShort());
        Map<GroupVersionKind, String> kinds = new LinkedHashMap<>(kindCount * 2);
        for (int i = 0; i < kindCount; i++) {
            GroupVersionKind kind = new GroupVersionKind(
                    strings[Short.toUnsignedInt(in.getShort())],
                    strings[Short.toUnsignedInt(in.getShort())],
                    strings[Short.toUnsignedInt(in.getShort())]);
            kinds.put(kind, strings[Short.toUnsignedInt(in.getShort())]);
        }
        return new SchemaCatalogue(strings, in.slice(), Map.copyOf(offsets), Collections.unmodifiableMap(kinds));
    }

    /** Decodes bodies of these kinds. */
    public ObjectDecoder decoder() {
        return new ObjectDecoder(this, SchemaCatalogue::fieldNumbers);
    }

    /** What the kinds' protobuf form is read and written by; read anew with each call. */
    public static ProtobufTable fieldNumbers() {
        return ProtobufTable.read(TextTable.beside(SchemaCatalogue.class, "protobuf.table"));
    }

    /** The names of all definitions. */
    public Set<String> names() {
        return offsets.keySet();
    }

    @Override
    public Set<GroupVersionKind> kinds() {
        return kinds.keySet();
    }

    /** The schema of a definition such as {@code io.k8s.api.apps.v1.Deployment}. */
    public Schema definition(String name) {
        if (!offsets.containsKey(name)) {
            throw new IllegalArgumentException("no definition " + name);
        }
        return definitions.computeIfAbsent(name, n -> FieldSchema.definition(n, this));
    }

    @Override
    public Optional<Schema> of(GroupVersionKind kind) {
        return Optional.ofNullable(kinds.get(kind)).map(this::definition);
    }

    /** Whether server-side apply treats values of this definition as wholes, wherever they stand. */
    boolean isAtomic(String definition) {
        return bodies.get(offset(definition)) != 0;
    }

    private int offset(String definition) {
        Integer offset = offsets.get(definition);
        if (offset == null) {
            throw new IllegalStateException("a field refers to " + definition + ", which is no definition");
        }
        return offset;
    }

    /** Reads a definition's fields, in the order Go declares them in. */
    Map<String, Schema> readFields(String definition) {
        ByteBuffer in = bodies.duplicate().position(offset(definition) + 1);
        int count = Short.toUnsignedInt(in.getShort());
        Map<String, Schema> fields = new LinkedHashMap<>(count * 2);
        for (int i = 0; i < count; i++) {
            String name = string(in);
            FieldSchema.Rules rules =
                    new FieldSchema.Rules(Short.toUnsignedInt(in.getShort()), string(in), string(in), string(in));
            fields.put(name, readType(in, rules));
        }
        return Collections.unmodifiableMap(fields);
    }

    private FieldSchema readType(ByteBuffer in, FieldSchema.Rules rules) {
        Schema.Type type = SchemaFormat.TYPES.get(in.get());
        String definition = string(in);
        String format = string(in);
        String goType = string(in);
        FieldSchema items =
                type == Schema.Type.ARRAY || type == Schema.Type.MAP ? readType(in, FieldSchema.Rules.NONE) : null;
        return new FieldSchema(new FieldSchema.Shape(type, definition, format, goType, false), rules, items, this);
    }

    private String string(ByteBuffer in) {
        return strings[Short.toUnsignedInt(in.getShort())];
    }
}
