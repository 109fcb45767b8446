package dev.coracle.apiserver.customresources.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.coracle.apiserver.customresources.cel.Library.ParameterType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** isSorted, sum, min, max, indexOf, lastIndexOf, sort and sortBy of lists. */
final class ListFunctions {
    private static final Map<String, CelType> COMPARABLE = Map.of(
            "int", SimpleType.INT,
            "uint", SimpleType.UINT,
            "double", SimpleType.DOUBLE,
            "bool", SimpleType.BOOL,
            "duration", SimpleType.DURATION,
            "timestamp", SimpleType.TIMESTAMP,
            "string", SimpleType.STRING,
            "bytes", SimpleType.BYTES);

    private ListFunctions() {}

    static void add(Library library) {
        CelType any = TypeParamType.create("T");
        ParameterType anyList = new ParameterType(ListType.create(any), List.class);
        COMPARABLE.forEach((name, type) -> {
            ParameterType list = new ParameterType(ListType.create(type), List.class);
            String prefix = "list_" + name;
            library.member("isSorted", prefix + "_is_sorted_bool", SimpleType.BOOL, a -> isSorted(list(a)), list)
                    .member("min", prefix + "_min_" + name, type, a -> extreme(list(a), -1), list)
                    .member("max", prefix + "_max_" + name, type, a -> extreme(list(a), 1), list)
                    .member("sort", prefix + "_sort", list.cel(), a -> SortBy.sort(list(a), list(a)), list)
                    .member(
                            SortBy.FUNCTION,
                            prefix + "_sortByAssociatedKeys",
                            anyList.cel(),
                            a -> SortBy.sort(list(a), (List<?>) a[1]),
                            anyList,
                            list);
        });
        Object zero = 0L;
        sum(library, "int", SimpleType.INT, zero, (a, b) -> Math.addExact((Long) a, (Long) b));
        sum(library, "uint", SimpleType.UINT, UnsignedLong.ZERO, (a, b) -> ((UnsignedLong) a).plus((UnsignedLong) b));
        sum(library, "double", SimpleType.DOUBLE, 0.0, (a, b) -> (Double) a + (Double) b);
        sum(library, "duration", SimpleType.DURATION, Duration.ZERO, (a, b) -> ((Duration) a).plus((Duration) b));
        ParameterType item = new ParameterType(any, Object.class);
        library.member(
                        "indexOf",
                        "list_a_index_of_int",
                        SimpleType.INT,
                        a -> (long) list(a).indexOf(a[1]),
                        anyList,
                        item)
                .member(
                        "lastIndexOf",
                        "list_a_last_index_of_int",
                        SimpleType.INT,
                        a -> (long) list(a).lastIndexOf(a[1]),
                        anyList,
                        item);
    }

    private interface Adding {
        Object add(Object one, Object other);
    }

    private static void sum(Library library, String name, CelType type, Object zero, Adding adding) {
        library.member(
                "sum",
                "list_" + name + "_sum_" + name,
                type,
                a -> {
                    Object sum = zero;
                    for (Object item : list(a)) {
                        sum = adding.add(sum, item);
                    }
                    return sum;
                },
                new ParameterType(ListType.create(type), List.class));
    }

    private static List<?> list(Object[] arguments) {
        return (List<?>) arguments[0];
    }

    @SuppressWarnings("unchecked") // the checker lets only lists of comparable items through
    static int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(List<?> list, int sign) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException((sign < 0 ? "min" : "max") + " called on empty list");
        }
        Object found = list.get(0);
        for (Object item : list) {
            found = compare(item, found) * sign > 0 ? item : found;
        }
        return found;
    }
}
