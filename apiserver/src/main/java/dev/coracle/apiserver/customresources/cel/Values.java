package dev.coracle.apiserver.customresources.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.NullValue;
import dev.cel.common.values.CelByteString;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.machinery.gotext.GoDuration;
import dev.coracle.machinery.schema.Schema;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON values as CEL works with them. Values that do not fit their schema have been refused before. */
final class Values {
    private Values() {}

    static Object of(JsonNode value, @Nullable Structural schema) {
        return switch (value.getNodeType()) {
            case OBJECT -> object(value, schema);
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                value.forEach(item -> list.add(of(item, schema == null ? null : schema.item())));
                yield list;
            }
            case STRING -> schema == null ? value.textValue() : text(value.textValue(), schema);
            case NUMBER -> isReal(value, schema) ? (Object) value.doubleValue() : (Object) value.longValue();
            case BOOLEAN -> value.booleanValue();
            default -> NullValue.NULL_VALUE;
        };
    }

    private static boolean isReal(JsonNode number, @Nullable Structural schema) {
        Schema.Type type = schema == null ? Schema.Type.ANY : schema.type();
        return switch (type) {
            case INTEGER -> false;
            case NUMBER -> true;
            default -> !number.isIntegralNumber() || !number.canConvertToLong();
        };
    }

    private static Object object(JsonNode value, @Nullable Structural schema) {
        Map<String, Object> map = new LinkedHashMap<>();
        boolean named = schema != null
                && schema.type() == Schema.Type.OBJECT
                && !schema.fields().isEmpty();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            Structural known = schema == null ? null : schema.properties().get(field.getKey());
            if (known == null && schema != null) {
                known = schema.additional();
            }
            Object made = of(field.getValue(), known);
            map.put(named ? FieldNames.escape(field.getKey()) : field.getKey(), made);
            if (named && FieldNames.isSelectable(field.getKey())) {
                map.put(field.getKey(), made);
            }
        }
        return map;
    }

    private static Object text(String text, Structural schema) {
        if (schema.type() != Schema.Type.STRING) {
            return text;
        }
        return switch (schema.format()) {
            case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
            case "date-time" -> OffsetDateTime.parse(text).toInstant();
            case "date" -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            case "duration" -> duration(text);
            default -> text;
        };
    }

    /** Zero for one in words, {@code 3 days}, which the format allows too. */
    private static Duration duration(String text) {
        try {
            return GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            return Duration.ZERO;
        }
    }
}
