package dev.coracle.client;

import dev.coracle.machinery.validation.Quantity;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The client's quantities, which only hold a text, as numbers to calculate with, and back. */
public final class Quantities {
    private Quantities() {}

    /** A quantity the API server has checked; zero for anything else. */
    public static Quantity of(io.fabric8.kubernetes.api.model.Quantity quantity) {
        return Quantity.parse(quantity.toString()).orElse(Quantity.ZERO);
    }

    /** A resource list, sorted by name; empty if there is none. */
    public static Map<String, Quantity> of(@Nullable Map<String, io.fabric8.kubernetes.api.model.Quantity> quantities) {
        Map<String, Quantity> amounts = new TreeMap<>();
        if (quantities != null) {
            quantities.forEach((name, quantity) -> amounts.put(name, of(quantity)));
        }
        return amounts;
    }

    /** A resource list for the API, in canonical form. */
    public static Map<String, io.fabric8.kubernetes.api.model.Quantity> toApi(Map<String, Quantity> amounts) {
        Map<String, io.fabric8.kubernetes.api.model.Quantity> quantities = new TreeMap<>();
        amounts.forEach((name, amount) ->
                quantities.put(name, io.fabric8.kubernetes.api.model.Quantity.parse(amount.toString())));
        return quantities;
    }
}
