package dev.coracle.apiserver.kinds.devices;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.Quantity;
import java.util.HashSet;
import java.util.Set;

/** How much of a shared device's capacity may be asked for at once: upstream's rules (v1.36). */
final class RequestPolicyValidation {
    private static final int MAX_VALUES = 10;

    private RequestPolicyValidation() {}

    /** @param capacity all there is */
    static void policy(Field policy, JsonNode capacity) {
        Field values = policy.at("validValues");
        Field range = policy.at("validRange");
        Field standard = policy.at("default");
        if (!values.isEmpty() && range.isPresent()) {
            policy.forbidden(
                    "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at the same"
                            + " time");
        } else if (!values.isEmpty()) {
            if (standard.isPresent()) {
                values(values, Quantity.of(standard.node()), Quantity.of(capacity));
            } else {
                standard.required("required when validValues is defined");
            }
        } else if (range.isPresent()) {
            if (standard.isPresent()) {
                range(range, Quantity.of(standard.node()), Quantity.of(capacity));
            } else {
                standard.required("required when validRange is defined");
            }
        }
    }

    private static void values(Field values, Quantity standard, Quantity capacity) {
        boolean found = false;
        Quantity before = null;
        for (Field item : values.each()) {
            Quantity value = Quantity.of(item.node());
            if (before != null && before.compareTo(value) > 0) {
                item.invalid(value.toString(), "values must be sorted in ascending order");
            }
            before = value;
        }
        if (DeviceNames.isShort(values, MAX_VALUES)) {
            for (Field item : values.each()) {
                Quantity value = Quantity.of(item.node());
                if (value.compareTo(capacity) > 0) {
                    item.invalid(value.toString(), "option is larger than capacity value: " + capacity);
                }
                found |= value.compareTo(standard) == 0;
            }
            Set<Long> seen = new HashSet<>();
            for (Field item : values.each()) {
                long value = Quantity.of(item.node()).longValue();
                if (!seen.add(value)) {
                    item.duplicate(Long.toString(value));
                }
            }
        }
        if (!found) {
            values.invalid(standard.toString(), "default value is not valid according to the requestPolicy");
        }
    }

    private static void range(Field range, Quantity standard, Quantity capacity) {
        Field least = range.at("min");
        if (!least.isPresent()) {
            least.required("required when validRange is defined");
            return;
        }
        Quantity min = Quantity.of(least.node());
        if (min.compareTo(capacity) > 0) {
            least.invalid(min.toString(), "min is larger than capacity value: " + capacity);
        }
        if (standard.compareTo(min) < 0) {
            least.invalid(standard.toString(), "default is less than min: " + min);
        }
        Field most = range.at("max");
        if (most.isPresent()) {
            Quantity max = Quantity.of(most.node());
            if (min.compareTo(max) > 0) {
                most.invalid(min.toString(), "min is larger than max: " + max);
            }
            if (max.compareTo(capacity) > 0) {
                most.invalid(max.toString(), "max is larger than capacity value: " + capacity);
            }
            if (standard.compareTo(max) > 0) {
                most.invalid(standard.toString(), "default is more than max: " + max);
            }
        }
        Field steps = range.at("step");
        if (steps.isPresent()) {
            Quantity step = Quantity.of(steps.node());
            Quantity first = min.plus(step);
            if (first.compareTo(capacity) > 0) {
                steps.invalid(step.toString(), "one step " + first + " is larger than capacity value: " + capacity);
            }
            onStep(steps, standard, min, step);
            if (most.isPresent()) {
                onStep(steps, Quantity.of(most.node()), min, step);
            }
        }
    }

    /** Upstream divides by a step of zero and fails; here it is a step that nothing is on. */
    private static void onStep(Field steps, Quantity value, Quantity min, Quantity step) {
        long width = step.longValue();
        if (width == 0 || (value.longValue() - min.longValue()) % width != 0) {
            steps.invalid(
                    value.toString(), "value is not a multiple of a given step (" + step + ") from (" + min + ")");
        }
    }
}
