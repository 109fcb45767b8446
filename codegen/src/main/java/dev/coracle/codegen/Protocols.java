package dev.coracle.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The protocol messages: which package a type lives in, and the types Java's models do not tell apart. */
final class Protocols {
    private final Map<String, Descriptor> messages = new TreeMap<>();
    private final Map<String, List<String>> bySimpleName = new HashMap<>();

    static Protocols read() throws IOException {
        Protocols protocols = new Protocols();
        for (Class<?> type : JarClasses.inPackage(io.kubernetes.client.proto.V1.class)) {
            try {
                FileDescriptor file =
                        (FileDescriptor) type.getMethod("getDescriptor").invoke(null);
                for (Descriptor message : file.getMessageTypes()) {
                    protocols.add(definitionName(message), message);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " has no file descriptor", e);
            }
        }
        return protocols;
    }

    private void add(String definition, Descriptor message) {
        messages.put(definition, message);
        bySimpleName.computeIfAbsent(message.getName(), n -> new ArrayList<>()).add(definition);
    }

    /** Every message by its definition's name. */
    Map<String, Descriptor> messages() {
        return messages;
    }

    /** OpenAPI's name of a message: the Go package with its host part reversed. */
    static String definitionName(Descriptor message) {
        return definitionName(message.getFullName());
    }

    static String definitionName(String message) {
        String name = message;
        if (name.startsWith("k8s.io.")) {
            name = "io.k8s." + name.substring("k8s.io.".length());
        }
        return name.replace("apiextensions_apiserver", "apiextensions-apiserver");
    }

    List<String> definitionsNamed(String simpleName) {
        return bySimpleName.getOrDefault(simpleName, List.of());
    }

    /** The definitions whose fields stand among this one's in JSON, because Go embeds them. */
    List<String> embedded(String definition, Set<String> jsonFields) {
        Descriptor message = messages.get(definition);
        return message == null
                ? List.of()
                : message.getFields().stream()
                        .filter(field -> !field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                        .filter(field -> jsonFields.stream().noneMatch(field.getName()::equalsIgnoreCase))
                        .map(field -> definitionName(field.getMessageType()))
                        .toList();
    }

    /** The message type of a definition's field, or of its items or values; null when it is a scalar or unknown. */
    @Nullable
    String messageOf(String definition, String field) {
        Descriptor message = messages.get(definition);
        if (message == null) {
            return null;
        }
        FieldDescriptor descriptor = message.findFieldByName(field);
        if (descriptor == null) {
            return null;
        }
        if (descriptor.isMapField()) {
            descriptor = descriptor.getMessageType().findFieldByName("value");
        }
        return descriptor.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? definitionName(descriptor.getMessageType())
                : null;
    }
}
