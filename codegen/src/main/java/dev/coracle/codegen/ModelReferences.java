package dev.coracle.codegen;

import com.google.gson.annotations.SerializedName;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which model classes a model class refers to, and its fields in their order. */
final class ModelReferences {
    /** The serialised fields of a model. */
    List<Field> fields(Class<?> model) {
        List<Field> fields = new ArrayList<>();
        for (Field field : model.getDeclaredFields()) {
            if (field.isAnnotationPresent(SerializedName.class)) {
                fields.add(field);
            }
        }
        return fields;
    }

    Set<Class<?>> of(Class<?> model) {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Field field : fields(model)) {
            collect(field.getGenericType(), found);
        }
        return found;
    }

    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                collect(argument, found);
            }
        } else if (type instanceof Class<?> single && single.getPackageName().endsWith(".openapi.models")) {
            found.add(single);
        }
    }
}
