package dev.coracle.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes {@code protobuf.table}: for each message a line with its definition, then a line for each field with number,
 * shape, JSON name and type. See {@link dev.coracle.machinery.protobuf.ProtobufTable}, which reads it.
 */
final class ProtobufTableWriter {
    /** Where a message's name for a field is not JSON's. */
    private static final Map<String, String> RENAMED = Map.of("schema", "$schema", "ref", "$ref");

    /** Extensions of OpenAPI: {@code xKubernetesListType} is {@code x-kubernetes-list-type} in JSON. */
    private static final String EXTENSION = "xKubernetes";

    private final Map<String, Definition> definitions;
    private final Protocols protocols;

    ProtobufTableWriter(Map<String, Definition> definitions, Protocols protocols) {
        this.definitions = definitions;
        this.protocols = protocols;
    }

    String write() {
        StringBuilder out = new StringBuilder();
        protocols.messages().forEach((name, message) -> {
            out.append(name).append('\n');
            Set<String> json = jsonFields(name);
            for (FieldDescriptor field : message.getFields()) {
                out.append(' ').append(field.getNumber()).append(' ');
                write(field, json, out);
                out.append('\n');
            }
        });
        return out.toString();
    }

    private Set<String> jsonFields(String definition) {
        Definition known = definitions.get(definition);
        return known == null
                ? Set.of()
                : known.fields().stream().map(FieldDefinition::name).collect(Collectors.toCollection(HashSet::new));
    }

    private static void write(FieldDescriptor field, Set<String> json, StringBuilder out) {
        String name = field.getName();
        boolean known = json.isEmpty() || json.contains(name);
        String shown = known ? name : renamed(name, json);
        if (field.isMapField()) {
            Descriptor entry = field.getMessageType();
            out.append("map ").append(shown).append(' ').append(type(entry.findFieldByName("value")));
        } else if (field.isRepeated()) {
            out.append("list ").append(shown).append(' ').append(type(field));
        } else if (!known && !json.contains(shown) && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            // Go embeds the struct: in JSON its fields stand among those of the message around it.
            out.append("inline ").append(name).append(' ').append(type(field));
        } else {
            out.append("one ").append(shown).append(' ').append(type(field));
        }
    }

    private static String renamed(String name, Set<String> json) {
        for (String candidate : json) {
            if (candidate.equalsIgnoreCase(name)) {
                return candidate;
            }
        }
        if (name.startsWith(EXTENSION)) {
            return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        }
        return RENAMED.getOrDefault(name, name);
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> Protocols.definitionName(field.getMessageType());
            case STRING -> "string";
            case BYTE_STRING -> "bytes";
            case BOOLEAN -> "bool";
            case INT, LONG -> "int";
            case DOUBLE -> "double";
            case FLOAT, ENUM -> throw new IllegalStateException(field.getFullName() + " has a type no API type has");
        };
    }
}
