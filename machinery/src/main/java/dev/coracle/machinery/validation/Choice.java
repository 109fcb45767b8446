package dev.coracle.machinery.validation;

import java.util.HashMap;
import java.util.Map;

/**
 * What an object is held to by what one of its text fields says: a union by discriminator. What none of the values is held
 * to is said by {@link #otherwise}; nothing, unless it is. Immutable.
 */
public final class Choice implements FieldRule {
    private final String discriminator;
    private final Map<String, FieldRule> cases;
    private final FieldRule otherwise;

    Choice(String discriminator) {
        this(discriminator, Map.of(), at -> {});
    }

    private Choice(String discriminator, Map<String, FieldRule> cases, FieldRule otherwise) {
        this.discriminator = discriminator;
        this.cases = cases;
        this.otherwise = otherwise;
    }

    /** What is held to {@code rules} if the field has this value; the empty text where it has none. */
    public Choice when(String value, FieldRule... rules) {
        Map<String, FieldRule> more = new HashMap<>(cases);
        more.put(value, FieldRule.all(rules));
        return new Choice(discriminator, Map.copyOf(more), otherwise);
    }

    public Choice otherwise(FieldRule... rules) {
        return new Choice(discriminator, cases, FieldRule.all(rules));
    }

    @Override
    public void check(Field at) {
        cases.getOrDefault(at.text(discriminator), otherwise).check(at);
    }
}
