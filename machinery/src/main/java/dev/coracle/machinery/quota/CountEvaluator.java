package dev.coracle.machinery.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.validation.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts objects: {@code count/deployments.apps}, and {@code secrets} of old. */
final class CountEvaluator implements QuotaEvaluator {
    static final Quantity ONE = Quantity.of(1);

    private static final String COUNT = "count/";
    private static final Set<String> WITH_SHORT_NAME =
            Set.of("configmaps", "resourcequotas", "replicationcontrollers", "secrets");

    private final Set<String> names;

    CountEvaluator(GroupResource resource) {
        String count = nameOf(resource);
        this.names = resource.group().isEmpty() && WITH_SHORT_NAME.contains(resource.resource())
                ? Set.of(count, resource.resource())
                : Set.of(count);
    }

    static String nameOf(GroupResource resource) {
        return COUNT + resource.resource() + (resource.group().isEmpty() ? "" : "." + resource.group());
    }

    static Optional<String> countedBy(String amount) {
        String name = WITH_SHORT_NAME.contains(amount) ? COUNT + amount : amount;
        return name.startsWith(COUNT) ? Optional.of(name.substring(COUNT.length())) : Optional.empty();
    }

    @Override
    public boolean handles(String subresource, ObjectNode object, @Nullable ObjectNode old) {
        return subresource.isEmpty() && old == null;
    }

    @Override
    public boolean uses(String amount) {
        return names.contains(amount);
    }

    @Override
    public Map<String, Quantity> usage(ObjectNode object, Instant now) {
        Map<String, Quantity> usage = new TreeMap<>();
        names.forEach(name -> usage.put(name, ONE));
        return usage;
    }
}
