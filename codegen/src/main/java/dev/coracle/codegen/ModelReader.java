package dev.coracle.codegen;

import com.google.gson.annotations.SerializedName;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Pod;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the model classes into definitions. */
final class ModelReader {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String RESOURCE = "io.k8s.apimachinery.pkg.api.resource.";

    /** Kinds that carry no metadata of their own. */
    private static final Set<String> PLAIN_KINDS = Set.of(META + "DeleteOptions", META + "Status");

    private static final Pattern GAP = Pattern.compile("(?<! ) {2}(?! )");
    /** So many characters on both sides of a gap tell it from others. */
    private static final int GAP_CONTEXT = 8;

    private static final Pattern ENUM_ITEM = Pattern.compile("(?:\\n\\n| )- `");

    private final Protocols protocols;
    private final ModelReferences references = new ModelReferences();
    private final Map<String, FieldNotes> notes;
    private final Set<String> unusedNotes;
    private final FieldComments comments;
    private final Map<Class<?>, String> names;

    private ModelReader(
            Protocols protocols, Map<String, FieldNotes> notes, FieldComments comments, List<Class<?>> models)
            throws IOException {
        this.protocols = protocols;
        this.notes = notes;
        this.comments = comments;
        this.unusedNotes = new TreeSet<>(notes.keySet());
        this.names = new DefinitionNames(protocols).assign(models, references);
    }

    /** All definitions by name. */
    static Map<String, Definition> read() throws IOException {
        List<Class<?>> models = JarClasses.inPackage(V1Pod.class).stream()
                .filter(c -> !java.lang.reflect.Modifier.isAbstract(c.getModifiers()))
                .filter(c -> !c.getSimpleName().endsWith("Builder")
                        && !c.getSimpleName().endsWith("Fluent"))
                .collect(Collectors.toList());
        ModelReader reader = new ModelReader(Protocols.read(), FieldNotes.read(), FieldComments.read(), models);
        Map<String, Definition> definitions = new TreeMap<>();
        for (Class<?> model : models) {
            Definition definition = reader.definition(model);
            definitions.put(definition.name(), definition);
        }
        if (!reader.unusedNotes.isEmpty()) {
            throw new IllegalStateException("the tables name fields that do not exist: " + reader.unusedNotes);
        }
        return definitions;
    }

    private Definition definition(Class<?> model) {
        String name = names.get(model);
        Map<String, Method> getters = getters(model);
        List<FieldDefinition> fields = new ArrayList<>();
        Set<String> jsonNames =
                references.fields(model).stream().map(ModelReader::jsonName).collect(Collectors.toSet());
        List<String> described = new ArrayList<>(List.of(name));
        described.addAll(protocols.embedded(name, jsonNames));
        for (Field field : references.fields(model)) {
            Method getter = getters.get(word(field.getName()));
            ApiModelProperty property = getter == null ? null : getter.getAnnotation(ApiModelProperty.class);
            String json = jsonName(field);
            TypeDefinition type = type(field.getGenericType(), name, json);
            // Where the field holds another definition the model repeats what that says of itself; but not of times.
            boolean own = type.reference().isEmpty() || type.type() == Schema.Type.STRING;
            String said = property == null || !own ? "" : property.value();
            fields.add(new FieldDefinition(
                    json,
                    type,
                    property != null && property.required(),
                    description(described, json, said),
                    notesOf(name, "." + json)));
        }
        ApiModel about = model.getAnnotation(ApiModel.class);
        return new Definition(
                name,
                about == null ? "" : paragraphs(about.description(), comments.of(name)),
                kind(name, fields),
                notesOf(name, ""),
                fields);
    }

    /** What the model says, or where it says nothing the first comment in one of the definitions. */
    private String description(List<String> definitions, String field, String said) {
        String comment = definitions.stream()
                .map(definition -> comments.of(definition, field))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return said.isEmpty() ? comment : paragraphs(said, comment);
    }

    private static String jsonName(Field field) {
        return field.getAnnotation(SerializedName.class).value();
    }

    /**
     * The models have spaces where upstream breaks lines: two of them where paragraphs part, and also where there are two
     * between sentences. The comment, which has lost its empty lines, tells which.
     */
    private static String paragraphs(String text, String comment) {
        String parted = GAP.matcher(text).replaceAll(gap -> isOfOneLine(text, gap, comment) ? "  " : "\n\n");
        return ENUM_ITEM.matcher(parted).replaceAll("\n - `");
    }

    private static boolean isOfOneLine(String text, MatchResult gap, String comment) {
        String before = text.substring(Math.max(0, gap.start() - GAP_CONTEXT), gap.start());
        String after = text.substring(gap.end(), Math.min(text.length(), gap.end() + GAP_CONTEXT));
        return comment.contains(before + "  " + after);
    }

    /** {@code core.v1.Pod} of {@code io.k8s.api.core.v1.Pod}. */
    static String shortName(String definition) {
        String[] parts = definition.split("\\.", -1);
        int last = parts.length - 1;
        return parts[last - 2] + "." + parts[last - 1] + "." + parts[last];
    }

    private FieldNotes notesOf(String definition, String field) {
        String key = shortName(definition) + field;
        unusedNotes.remove(key);
        FieldNotes found = notes.get(key);
        return found == null ? FieldNotes.NONE : found;
    }

    private static @Nullable GroupVersionKind kind(String name, List<FieldDefinition> fields) {
        Set<String> has = fields.stream().map(FieldDefinition::name).collect(Collectors.toSet());
        boolean typed = has.contains("kind") && has.contains("apiVersion");
        if (!typed || !(has.contains("metadata") || PLAIN_KINDS.contains(name) || name.contains(".v1.API"))) {
            return null;
        }
        return new GroupVersionKind(
                ApiGroups.ofDefinition(name), ApiGroups.versionOf(name), name.substring(name.lastIndexOf('.') + 1));
    }

    private TypeDefinition type(Type type, String definition, String field) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? TypeDefinition.of(Schema.Type.ARRAY, type(arguments[0], definition, field))
                    : TypeDefinition.of(Schema.Type.MAP, type(arguments[1], definition, field));
        }
        String message = protocols.messageOf(definition, field);
        if (type == String.class) {
            return TypeDefinition.scalar(Schema.Type.STRING, "");
        } else if (type == Integer.class) {
            return TypeDefinition.scalar(Schema.Type.INTEGER, "int32");
        } else if (type == Long.class) {
            return TypeDefinition.scalar(Schema.Type.INTEGER, "int64");
        } else if (type == Double.class) {
            return TypeDefinition.scalar(Schema.Type.NUMBER, "double");
        } else if (type == Boolean.class) {
            return TypeDefinition.scalar(Schema.Type.BOOLEAN, "");
        } else if (type == byte[].class) {
            return TypeDefinition.scalar(Schema.Type.STRING, "byte");
        } else if (type == OffsetDateTime.class) {
            boolean micro = (META + "MicroTime").equals(message);
            return TypeDefinition.reference(Schema.Type.STRING, META + (micro ? "MicroTime" : "Time"), "date-time");
        } else if (type == Quantity.class) {
            return TypeDefinition.reference(Schema.Type.QUANTITY, RESOURCE + "Quantity", "");
        } else if (type == IntOrString.class) {
            return TypeDefinition.reference(
                    Schema.Type.INT_OR_STRING, "io.k8s.apimachinery.pkg.util.intstr.IntOrString", "int-or-string");
        } else if (type == Object.class) {
            return TypeDefinition.reference(Schema.Type.ANY, message == null ? "" : message, "");
        } else if (type instanceof Class<?> model && names.containsKey(model)) {
            return TypeDefinition.reference(Schema.Type.OBJECT, names.get(model), "");
        }
        throw new IllegalStateException(definition + "." + field + " has the unexpected type " + type);
    }

    private static Map<String, Method> getters(Class<?> model) {
        Map<String, Method> getters = new HashMap<>();
        for (Method method : model.getDeclaredMethods()) {
            String name = method.getName();
            if (method.getParameterCount() == 0 && method.isAnnotationPresent(ApiModelProperty.class)) {
                getters.put(word(name.startsWith("is") ? name.substring(2) : name.substring(3)), method);
            }
        }
        return getters;
    }

    /** A name without what Java's spelling adds: underscores, dollars and case. */
    private static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
