package dev.coracle.apiserver.customresources.cel;

import java.util.ArrayList;
import java.util.List;

/** Sorts lists by themselves or by other lists. Stateless. */
final class SortBy {
    static final String FUNCTION = "@sortByAssociatedKeys";

    private SortBy() {}

    static List<Object> sort(List<?> list, List<?> keys) {
        if (list.size() != keys.size()) {
            throw new IllegalArgumentException(
                    FUNCTION + "() expected a list of the same size as the associated keys list, but got " + list.size()
                            + " and " + keys.size() + " elements respectively");
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).getClass() != keys.get(0).getClass()) {
                throw new IllegalArgumentException("list elements must have the same type");
            }
            order.add(i);
        }
        order.sort((a, b) -> ListFunctions.compare(keys.get(a), keys.get(b)));
        List<Object> sorted = new ArrayList<>();
        order.forEach(i -> sorted.add(list.get(i)));
        return sorted;
    }
}
