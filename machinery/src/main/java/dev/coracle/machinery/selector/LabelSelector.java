package dev.coracle.machinery.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import java.util.List;
import java.util.function.Predicate;

/** A conjunction of requirements on an object's labels; without any, it selects everything. */
public final class LabelSelector implements Predicate<ObjectNode> {
    private static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    private final List<LabelRequirement> requirements;

    private LabelSelector(List<LabelRequirement> requirements) {
        this.requirements = List.copyOf(requirements);
    }

    /**
     * Parses the {@code labelSelector} parameter: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1}.
     *
     * @throws ApiException 400 with the parser's message
     */
    public static LabelSelector parse(String selector) {
        if (selector.isBlank()) {
            return EVERYTHING;
        }
        return new LabelSelector(new LabelSelectorParser(selector).parse());
    }

    public boolean selectsEverything() {
        return requirements.isEmpty();
    }

    @Override
    public boolean test(ObjectNode object) {
        JsonNode labels = object.path("metadata").path("labels");
        for (LabelRequirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }
}
