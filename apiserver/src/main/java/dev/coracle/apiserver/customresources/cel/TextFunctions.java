package dev.coracle.apiserver.customresources.cel;

import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.INT;
import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.TEXT;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.cel.Library.ParameterType;
import java.util.ArrayList;
import java.util.List;

/** find, findAll and format. */
final class TextFunctions {
    private TextFunctions() {}

    static void add(Library library) {
        ParameterType texts = new ParameterType(ListType.create(SimpleType.STRING), List.class);
        ParameterType anything = new ParameterType(ListType.create(SimpleType.DYN), List.class);
        library.member(
                        "format",
                        "string_format",
                        SimpleType.STRING,
                        a -> StringFormat.format((String) a[0], (List<?>) a[1]),
                        TEXT,
                        anything)
                .member(
                        "find",
                        "string_find_string",
                        SimpleType.STRING,
                        a -> {
                            Matcher matcher = Pattern.compile((String) a[1]).matcher((String) a[0]);
                            return matcher.find() ? matcher.group() : "";
                        },
                        TEXT,
                        TEXT)
                .member("findAll", "string_find_all_string", texts.cel(), a -> all(a, -1), TEXT, TEXT)
                .member(
                        "findAll",
                        "string_find_all_string_int",
                        texts.cel(),
                        a -> all(a, (Long) a[2]),
                        TEXT,
                        TEXT,
                        INT);
    }

    /** @param most negative for all */
    private static List<String> all(Object[] arguments, long most) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile((String) arguments[1]).matcher((String) arguments[0]);
        while ((most < 0 || found.size() < most) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
