package dev.coracle.apiserver.selector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Conversion;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** A conjunction of equalities on the few fields a kind can be selected by; without any, it selects everything. */
public final class FieldSelector implements Predicate<ObjectNode> {
    private static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    private final List<Requirement> requirements;

    private FieldSelector(List<Requirement> requirements) {
        this.requirements = List.copyOf(requirements);
    }

    /**
     * Parses the {@code fieldSelector} parameter: {@code a=b,c==d,e!=f}, with backslash escapes for comma and equals.
     *
     * @param conversion of the version whose names the fields go by
     *
     * @throws ApiException 400 for what cannot be parsed or is not a field the kind can be selected by
     */
    public static FieldSelector parse(String selector, Resource resource, Conversion conversion) {
        if (selector.isBlank()) {
            return EVERYTHING;
        }
        Fields fields = new Fields(resource, conversion);
        List<Requirement> requirements = new ArrayList<>();
        for (String term : terms(selector)) {
            if (!term.isEmpty()) {
                requirements.add(requirement(selector, term, fields));
            }
        }
        return new FieldSelector(requirements);
    }

    public boolean selectsEverything() {
        return requirements.isEmpty();
    }

    /** The name that {@code metadata.name=x} pins the selection to. */
    public Optional<String> name() {
        return requirements.stream()
                .filter(r -> r.equal() && r.label().equals("metadata.name"))
                .map(Requirement::value)
                .findFirst();
    }

    @Override
    public boolean test(ObjectNode object) {
        for (Requirement requirement : requirements) {
            if (requirement.getter().apply(object).equals(requirement.value()) != requirement.equal()) {
                return false;
            }
        }
        return true;
    }

    private static Requirement requirement(String selector, String term, Fields fields) {
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '!' && term.startsWith("!=", i)) {
                return requirement(term.substring(0, i), term.substring(i + 2), false, fields);
            } else if (c == '=') {
                int width = term.startsWith("==", i) ? 2 : 1;
                return requirement(term.substring(0, i), term.substring(i + width), true, fields);
            }
        }
        throw ApiException.badRequest("invalid selector: '" + selector + "'; can't understand '" + term + "'");
    }

    private static Requirement requirement(String label, String value, boolean equal, Fields fields) {
        return new Requirement(label, fields.getter(label), unescape(value), equal);
    }

    private static List<String> terms(String selector) {
        List<String> terms = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == ',') {
                terms.add(selector.substring(start, i));
                start = i + 1;
            }
        }
        terms.add(selector.substring(start));
        return terms;
    }

    private static String unescape(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
                if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
                    throw ApiException.badRequest("invalid field selector: invalid escape sequence in value: " + value);
                }
                c = value.charAt(i);
            } else if (c == '=') {
                throw ApiException.badRequest("invalid field selector: unescaped character in value: =");
            }
            out.append(c);
        }
        return out.toString();
    }

    private record Requirement(String label, Function<ObjectNode, String> getter, String value, boolean equal) {}

    /** What objects of a resource can be selected by in one of its versions. */
    private record Fields(Resource resource, Conversion conversion) {
        Function<ObjectNode, String> getter(String label) {
            if (label.equals("metadata.name")) {
                return object -> object.path("metadata").path("name").asText();
            }
            if (label.equals("metadata.namespace") && resource.namespaced()) {
                return object -> object.path("metadata").path("namespace").asText();
            }
            Map<String, Function<ObjectNode, String>> fields =
                    resource.strategy().selectableFields();
            return conversion
                    .selectableField(label)
                    .map(fields::get)
                    .orElseThrow(() -> unknown(label, fields.isEmpty()));
        }

        private ApiException unknown(String label, boolean none) {
            return ApiException.badRequest(
                    none && !resource.isCustom()
                            ? '"' + label
                                    + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                            : "field label not supported: " + label);
        }
    }
}
