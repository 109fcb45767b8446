package dev.coracle.machinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Arithmetic on resource lists: quantities by name, sorted. */
public final class Amounts {
    private Amounts() {}

    public static Map<String, Quantity> of(JsonNode list) {
        Map<String, Quantity> amounts = new TreeMap<>();
        Tree.entries(list).forEach(entry -> amounts.put(entry.getKey(), Quantity.of(entry.getValue())));
        return amounts;
    }

    public static Map<String, Quantity> plus(Map<String, Quantity> some, Map<String, Quantity> more) {
        Map<String, Quantity> sum = new TreeMap<>(some);
        more.forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
        return sum;
    }

    /** What {@code now} has more than {@code before}; what it has less of is zero. */
    public static Map<String, Quantity> growth(Map<String, Quantity> now, Map<String, Quantity> before) {
        Map<String, Quantity> growth = new TreeMap<>();
        now.forEach((name, amount) -> {
            Quantity more = before.containsKey(name) ? amount.minus(before.get(name)) : amount;
            growth.put(name, more.signum() > 0 ? more : Quantity.ZERO);
        });
        return growth;
    }

    public static Map<String, Quantity> only(Map<String, Quantity> amounts, Collection<String> names) {
        Map<String, Quantity> some = new TreeMap<>(amounts);
        some.keySet().retainAll(names);
        return some;
    }

    public static Map<String, Quantity> withoutZeros(Map<String, Quantity> amounts) {
        Map<String, Quantity> some = new TreeMap<>(amounts);
        some.values().removeIf(amount -> amount.signum() == 0);
        return some;
    }

    public static ObjectNode toJson(Map<String, Quantity> amounts) {
        ObjectNode list = Tree.newObject();
        amounts.forEach((name, amount) -> list.put(name, amount.toString()));
        return list;
    }

    /** Whether both have the same names with equal quantities, however they are written. */
    public static boolean same(Map<String, Quantity> some, Map<String, Quantity> others) {
        return some.keySet().equals(others.keySet())
                && some.entrySet().stream()
                        .allMatch(entry -> entry.getValue().compareTo(others.get(entry.getKey())) == 0);
    }

    /** {@code cpu=1,memory=1Gi} */
    public static String shown(Map<String, Quantity> amounts) {
        return amounts.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
