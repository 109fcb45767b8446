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

    /** The messages of kube-aggregator (v1.36), which the official protobuf classes leave out. */
    private static final String AGGREGATOR = """
            io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService
             1 one metadata io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta
             2 one spec io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec
             3 one status io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus
            io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition
             1 one type string
             2 one status string
             3 one lastTransitionTime io.k8s.apimachinery.pkg.apis.meta.v1.Time
             4 one reason string
             5 one message string
            io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceList
             1 one metadata io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta
             2 list items io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService
            io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec
             1 one service io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference
             2 one group string
             3 one version string
             4 one insecureSkipTLSVerify bool
             5 one caBundle bytes
             7 one groupPriorityMinimum int
             8 one versionPriority int
            io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus
             1 list conditions io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition
            io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference
             1 one namespace string
             2 one name string
             3 one port int
            """;

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
        return out.append(AGGREGATOR).toString();
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
