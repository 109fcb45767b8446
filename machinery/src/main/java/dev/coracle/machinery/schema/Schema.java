package dev.coracle.machinery.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The type of a value. Types may be recursive, so children are looked up, never copied. */
public interface Schema {
    /** What kind of JSON value is expected. */
    enum Type {
        /** Known fields: see {@link Schema#fields}. */
        OBJECT,
        /** Any keys, values of {@link Schema#items}. */
        MAP,
        /** A list of {@link Schema#items}. */
        ARRAY,
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        INT_OR_STRING,
        /** A number or a string in Kubernetes' quantity notation. */
        QUANTITY,
        /** Any JSON value: RawExtension, JSON. */
        ANY
    }

    /** How the items of an ARRAY are owned: {@code x-kubernetes-list-type}. */
    enum ListType {
        /** All by one. */
        ATOMIC,
        /** Each by itself, known by its value. */
        SET,
        /** Each by itself and field by field, known by {@link Schema#listMapKeys}. */
        MAP
    }

    Type type();

    /** The definition's name, such as {@code io.k8s.api.apps.v1.DeploymentSpec}; empty for an inline type. */
    String name();

    /** Of a STRING or number: date-time, byte, int32, int64, ...; empty when there is none. */
    String format();

    /** The fields of an OBJECT, empty otherwise. */
    Map<String, Schema> fields();

    /** The type of one field; null when there is no such field. */
    default @Nullable Schema field(String name) {
        return fields().get(name);
    }

    /** The fields of an OBJECT that must be present. */
    Set<String> required();

    /** The type of an ARRAY's items or a MAP's values. */
    @Nullable
    Schema items();

    /** How strategic merge patch treats this field: any of merge, replace, retainKeys; empty is replace. */
    Set<String> patchStrategies();

    /** For a list merged by key: the key; null otherwise. */
    @Nullable
    String patchMergeKey();

    /**
     * Whether an explicit zero value (empty string, 0, false, empty list or map) means the same as no value, and is
     * dropped when an object is decoded: a Go field that is no pointer and marked {@code omitempty}.
     */
    default boolean dropsZero() {
        return false;
    }

    /**
     * What an ANY is when it is an object, and what each object of a list is; null when nobody knows. Upstream decodes
     * such a value by itself, so what the type does not know is dropped without a word.
     */
    default @Nullable Schema whenObject() {
        return null;
    }

    /** How the items of an ARRAY are owned in server-side apply. */
    default ListType listType() {
        return ListType.ATOMIC;
    }

    /** The fields that tell the items of a list of type MAP apart; empty otherwise. */
    default List<String> listMapKeys() {
        return List.of();
    }

    /**
     * Whether an OBJECT or a MAP is owned as a whole ({@code x-kubernetes-map-type: atomic}). An ANY that is not is owned
     * key by key, whatever it turns out to hold.
     */
    default boolean isAtomic() {
        return false;
    }

    /** The default that the published schema tells of this field; null when it tells none. */
    default @Nullable JsonNode defaultValue() {
        return null;
    }

    /**
     * Whether this field is written even when nobody set it, as Go writes a struct that is no pointer, or any field not
     * marked {@code omitempty}. To field ownership it is always there.
     */
    default boolean isAlwaysWritten() {
        return false;
    }

    /** Whether an unset field of that kind reads null (what is nil in Go), not the type's zero value. */
    default boolean isWrittenAsNull() {
        return false;
    }

    /**
     * Whether this is of a custom resource, whose types its validation checks: decoding keeps values of another type,
     * nulls included.
     */
    default boolean isCustom() {
        return false;
    }

    /** How Go prints this type, for decoding errors: {@code int32}, {@code []v1.Container}, {@code v1.RestartPolicy}. */
    default String goType() {
        return GoTypes.of(this);
    }
}
