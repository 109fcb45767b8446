package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.tree.Tree;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Parts of a definition as upstream's internal types print in messages: every field, by its name in Go. A line of a table
 * is a field's name in Go, its name in JSON, and what it is: {@code text}, {@code flag}, {@code number} (0 when unset),
 * {@code value} (null when unset), or one of the schemas' own forms.
 */
final class InternalForm {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final String SCHEMA = """
            ID id text
            Schema $schema text
            Ref $ref value
            Description description text
            Type type text
            Nullable nullable flag
            Format format text
            Title title text
            Default default value
            Maximum maximum value
            ExclusiveMaximum exclusiveMaximum flag
            Minimum minimum value
            ExclusiveMinimum exclusiveMinimum flag
            MaxLength maxLength value
            MinLength minLength value
            Pattern pattern text
            MaxItems maxItems value
            MinItems minItems value
            UniqueItems uniqueItems flag
            MultipleOf multipleOf value
            Enum enum value
            MaxProperties maxProperties value
            MinProperties minProperties value
            Required required value
            Items items schemaOrList
            AllOf allOf schemas
            OneOf oneOf schemas
            AnyOf anyOf schemas
            Not not schema
            Properties properties schemaMap
            AdditionalProperties additionalProperties schemaOrFlag
            PatternProperties patternProperties schemaMap
            Dependencies dependencies value
            AdditionalItems additionalItems schemaOrFlag
            Definitions definitions schemaMap
            ExternalDocs externalDocs docs
            Example example value
            XPreserveUnknownFields x-kubernetes-preserve-unknown-fields value
            XEmbeddedResource x-kubernetes-embedded-resource flag
            XIntOrString x-kubernetes-int-or-string flag
            XListMapKeys x-kubernetes-list-map-keys value
            XListType x-kubernetes-list-type value
            XMapType x-kubernetes-map-type value
            XValidations x-kubernetes-validations rules
            """;

    private static final String DOCS = """
            Description description text
            URL url text
            """;

    private static final String RULE = """
            Rule rule text
            Message message text
            MessageExpression messageExpression text
            Reason reason value
            FieldPath fieldPath text
            OptionalOldSelf optionalOldSelf value
            """;

    private static final String VERSION = """
            Name name text
            Served served flag
            Storage storage flag
            Deprecated deprecated flag
            DeprecationWarning deprecationWarning value
            Schema schema validation
            Subresources subresources subresources
            AdditionalPrinterColumns additionalPrinterColumns columns
            SelectableFields selectableFields selectable
            """;

    private static final String SCALE = """
            SpecReplicasPath specReplicasPath text
            StatusReplicasPath statusReplicasPath text
            LabelSelectorPath labelSelectorPath value
            """;

    private static final String COLUMN = """
            Name name text
            Type type text
            Format format text
            Description description text
            Priority priority number
            JSONPath jsonPath text
            """;

    private static final String SELECTABLE = "JSONPath jsonPath text\n";

    private InternalForm() {}

    /** {@code JSONSchemaProps}. */
    static JsonNode schema(JsonNode schema) {
        return struct(schema, SCHEMA);
    }

    /**
     * The versions of a definition.
     *
     * @param hoisted the fields that are alike in all versions, which the internal type has elsewhere
     */
    static JsonNode versions(JsonNode versions, Set<String> hoisted) {
        ArrayNode shown = NODES.arrayNode();
        for (JsonNode version : versions) {
            ObjectNode own = NODES.objectNode();
            Tree.entries(version).forEach(field -> {
                if (!hoisted.contains(field.getKey())) {
                    own.set(field.getKey(), field.getValue());
                }
            });
            shown.add(struct(own, VERSION));
        }
        return shown;
    }

    private static ObjectNode struct(JsonNode source, String table) {
        ObjectNode struct = NODES.objectNode();
        for (String line : table.lines().toList()) {
            String[] words = line.split(" ", -1);
            struct.set(words[0], field(Tree.get(source, words[1]), words[2]));
        }
        return struct;
    }

    private static JsonNode field(JsonNode value, String form) {
        if (value.isMissingNode()) {
            return switch (form) {
                case "text" -> NODES.textNode("");
                case "flag" -> NODES.booleanNode(false);
                case "number" -> NODES.numberNode(0);
                default -> NullNode.getInstance();
            };
        }
        return switch (form) {
            case "schema" -> schema(value);
            case "schemas" -> list(value, InternalForm::schema);
            case "schemaMap" -> map(value);
            case "schemaOrList" -> {
                ObjectNode choice = NODES.objectNode();
                choice.set("Schema", value.isObject() ? schema(value) : NullNode.getInstance());
                yield choice.set(
                        "JSONSchemas", value.isArray() ? list(value, InternalForm::schema) : NullNode.getInstance());
            }
            case "schemaOrFlag" -> {
                ObjectNode choice = NODES.objectNode();
                choice.put("Allows", value.isObject() || value.booleanValue());
                yield choice.set("Schema", value.isObject() ? schema(value) : NullNode.getInstance());
            }
            case "docs" -> struct(value, DOCS);
            case "rules" -> list(value, rule -> struct(rule, RULE));
            case "validation" -> {
                JsonNode schema = Tree.get(value, "openAPIV3Schema");
                yield NODES.objectNode()
                        .set("OpenAPIV3Schema", schema.isMissingNode() ? NullNode.getInstance() : schema(schema));
            }
            case "subresources" -> {
                ObjectNode subresources = NODES.objectNode();
                subresources.set("Status", Tree.has(value, "status") ? NODES.objectNode() : NullNode.getInstance());
                JsonNode scale = Tree.get(value, "scale");
                yield subresources.set("Scale", scale.isMissingNode() ? NullNode.getInstance() : struct(scale, SCALE));
            }
            case "columns" -> list(value, column -> struct(column, COLUMN));
            case "selectable" -> list(value, field -> struct(field, SELECTABLE));
            default -> value;
        };
    }

    private static JsonNode list(JsonNode values, Function<JsonNode, JsonNode> form) {
        ArrayNode list = NODES.arrayNode();
        values.forEach(value -> list.add(form.apply(value)));
        return list;
    }

    private static JsonNode map(JsonNode schemas) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        Tree.entries(schemas).forEach(entry -> sorted.put(entry.getKey(), schema(entry.getValue())));
        ObjectNode map = NODES.objectNode();
        sorted.forEach(map::set);
        return map;
    }
}
