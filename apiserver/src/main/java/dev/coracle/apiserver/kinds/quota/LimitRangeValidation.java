package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.QualifiedNames;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** core/validation's ValidateLimitRange: bounds that leave room between them. */
final class LimitRangeValidation {
    private static final Set<String> TYPES = Set.of("Pod", "Container", "PersistentVolumeClaim");
    private static final Quantity ONE = Quantity.parse("1").orElseThrow();

    private LimitRangeValidation() {}

    static void validate(Field spec) {
        Set<String> types = new HashSet<>();
        for (Field item : spec.each("limits")) {
            Field type = item.at("type");
            type(type);
            if (!types.add(type.text())) {
                type.duplicate(type.text());
            }
            new Item(item, type.text()).validate();
        }
    }

    private static void type(Field type) {
        String name = type.text();
        LabelValidation.labelName(type);
        if (QualifiedNames.key(name).isEmpty() && name.indexOf('/') < 0 && !TYPES.contains(name)) {
            type.invalid("must be a standard limit type or fully qualified");
        }
    }

    /** One item of the list. */
    private record Item(Field item, String type) {
        void validate() {
            Set<String> names = new TreeSet<>();
            names("max", names);
            names("min", names);
            if (type.equals("Pod")) {
                for (String list : List.of("default", "defaultRequest")) {
                    if (!item.isEmpty(list)) {
                        item.at(list).forbidden("may not be specified when `type` is 'Pod'");
                    }
                }
            } else {
                names("default", names);
                names("defaultRequest", names);
            }
            if (type.equals("PersistentVolumeClaim")
                    && amount("min", "storage") == null
                    && amount("max", "storage") == null) {
                item.at("limits")
                        .required("either minimum or maximum storage value is required, but neither was provided");
            }
            names("maxLimitRequestRatio", names);
            names.forEach(this::amounts);
        }

        private void names(String list, Set<String> names) {
            for (Field amount : item.at(list).entries()) {
                if (type.equals("Pod") || type.equals("Container")) {
                    ResourceNames.container(amount.name(), amount);
                } else {
                    ResourceNames.any(amount.name(), amount);
                }
                names.add(amount.name());
            }
        }

        private @Nullable Quantity amount(String list, String name) {
            JsonNode there = Tree.get(item.node(), list, name);
            return there.isMissingNode() ? null : Quantity.of(there);
        }

        private static boolean exceeds(@Nullable Quantity low, @Nullable Quantity high) {
            return low != null && high != null && low.compareTo(high) > 0;
        }

        private void amounts(String name) {
            Quantity min = amount("min", name);
            Quantity max = amount("max", name);
            Quantity limit = type.equals("Pod") ? null : amount("default", name);
            Quantity request = type.equals("Pod") ? null : amount("defaultRequest", name);
            String than = " is greater than ";
            if (exceeds(min, max)) {
                wrong("min", name, min, "min value " + min + than + "max value " + max);
            }
            if (exceeds(min, request)) {
                wrong("defaultRequest", name, request, "min value " + min + than + "default request value " + request);
            }
            if (exceeds(request, max)) {
                wrong("defaultRequest", name, request, "default request value " + request + than + "max value " + max);
            }
            if (exceeds(request, limit)) {
                wrong(
                        "defaultRequest",
                        name,
                        request,
                        "default request value " + request + than + "default limit value " + limit);
            }
            if (exceeds(min, limit)) {
                wrong("default", name, min, "min value " + min + than + "default value " + limit);
            }
            if (exceeds(limit, max)) {
                wrong("default", name, max, "default value " + limit + than + "max value " + max);
            }
            ratio(name, min, max);
            if (!ResourceNames.isOvercommitAllowed(name)
                    && limit != null
                    && request != null
                    && limit.compareTo(request) != 0) {
                wrong(
                        "defaultRequest",
                        name,
                        request,
                        "default value " + limit + " must equal to defaultRequest value " + request + " in " + name);
            }
        }

        private void ratio(String name, @Nullable Quantity min, @Nullable Quantity max) {
            Quantity ratio = amount("maxLimitRequestRatio", name);
            if (ratio == null) {
                return;
            }
            if (ratio.compareTo(ONE) < 0) {
                wrong("maxLimitRequestRatio", name, ratio, "ratio " + ratio + " is less than 1");
            }
            if (min != null && max != null) {
                double bound = max.value().doubleValue() / min.value().doubleValue();
                if (ratio.value().doubleValue() > bound) {
                    wrong(
                            "maxLimitRequestRatio",
                            name,
                            ratio,
                            "ratio " + ratio + " is greater than max/min = " + String.format(Locale.ROOT, "%f", bound));
                }
            }
        }

        private void wrong(String list, String name, @Nullable Quantity shown, String detail) {
            item.at(list).key(name).invalid(String.valueOf(shown), detail);
        }
    }
}
