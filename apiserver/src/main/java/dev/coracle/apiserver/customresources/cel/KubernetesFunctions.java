package dev.coracle.apiserver.customresources.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.coracle.apiserver.customresources.values.Addresses;
import dev.coracle.apiserver.validation.Quantity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Those of Kubernetes' own CEL functions that need no types of their own; the others are refused when they are compiled. */
final class KubernetesFunctions {
    private static final CelType TEXTS = ListType.create(SimpleType.STRING);
    private static final CelType ITEMS = ListType.create(SimpleType.DYN);

    private KubernetesFunctions() {}

    static List<CelFunctionDecl> declarations() {
        return List.of(
                member("find", "string_find_string", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING),
                member("findAll", "string_find_all_string", TEXTS, SimpleType.STRING, SimpleType.STRING),
                member("isSorted", "list_is_sorted", SimpleType.BOOL, ITEMS),
                member("sum", "list_sum", SimpleType.DYN, ITEMS),
                member("min", "list_min", SimpleType.DYN, ITEMS),
                member("max", "list_max", SimpleType.DYN, ITEMS),
                global("isURL", "is_url_string"),
                global("isIP", "is_ip_string"),
                global("isCIDR", "is_cidr_string"),
                global("isQuantity", "is_quantity_string"));
    }

    private static CelFunctionDecl member(String name, String overload, CelType result, CelType... arguments) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newMemberOverload(overload, result, List.of(arguments)));
    }

    private static CelFunctionDecl global(String name, String overload) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload(overload, SimpleType.BOOL, SimpleType.STRING));
    }

    static List<CelFunctionBinding> bindings() {
        return List.of(
                CelFunctionBinding.from("string_find_string", String.class, String.class, (text, regex) -> {
                    Matcher matcher = Pattern.compile(regex).matcher(text);
                    return matcher.find() ? matcher.group() : "";
                }),
                CelFunctionBinding.from("string_find_all_string", String.class, String.class, (text, regex) -> {
                    List<String> found = new ArrayList<>();
                    Matcher matcher = Pattern.compile(regex).matcher(text);
                    while (matcher.find()) {
                        found.add(matcher.group());
                    }
                    return found;
                }),
                CelFunctionBinding.from("list_is_sorted", List.class, KubernetesFunctions::isSorted),
                CelFunctionBinding.from("list_sum", List.class, KubernetesFunctions::sum),
                CelFunctionBinding.from("list_min", List.class, list -> extreme(list, -1)),
                CelFunctionBinding.from("list_max", List.class, list -> extreme(list, 1)),
                CelFunctionBinding.from("is_url_string", String.class, KubernetesFunctions::isUrl),
                CelFunctionBinding.from(
                        "is_ip_string",
                        String.class,
                        text -> Addresses.parse(text).isPresent()),
                CelFunctionBinding.from("is_cidr_string", String.class, Addresses::isCidr),
                CelFunctionBinding.from(
                        "is_quantity_string",
                        String.class,
                        text -> Quantity.parse(text).isPresent()));
    }

    @SuppressWarnings("unchecked") // the checker lets only comparable items through, and a mistake is the rule's error
    private static int compare(Object one, Object other) {
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

    private static Object sum(List<?> list) {
        long whole = 0;
        double real = 0;
        boolean isReal = false;
        for (Object item : list) {
            if (item instanceof Double number) {
                real += number;
                isReal = true;
            } else {
                whole += ((Number) item).longValue();
            }
        }
        return isReal ? (Object) (real + whole) : (Object) whole;
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

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
