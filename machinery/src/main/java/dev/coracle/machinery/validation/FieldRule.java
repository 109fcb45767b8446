package dev.coracle.machinery.validation;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

/**
 * What an object is held to, as a value that is built once: what is said of single fields, of each item of a list, and of
 * fields of which there may be one. What relates several fields is a method that takes a {@link Field}.
 *
 * <pre>{@code
 * private static final FieldRule SPEC = all(
 *         field("path").required().oneOf(PATHS),
 *         field("minReadySeconds").nonNegative(),
 *         each("hostAliases").to(all(field("ip").to(Addresses::ip), each("hostnames").obeys(NameRule.DNS_SUBDOMAIN))));
 * }</pre>
 *
 * Rules are immutable, and nothing is made of a value that obeys them: no path, no cursor.
 */
@FunctionalInterface
public interface FieldRule {
    String NOT_NEGATIVE = "must be greater than or equal to 0";

    /** Holds what stands at a place to the rule. */
    void check(Field at);

    /** Rules one after the other. */
    static FieldRule all(FieldRule... rules) {
        FieldRule[] own = rules.clone();
        return at -> {
            for (FieldRule rule : own) {
                rule.check(at);
            }
        };
    }

    /** A field of an object; held to nothing yet. */
    static FieldChecks field(String name) {
        return FieldChecks.of(name, false);
    }

    /** Each item of a list field; held to nothing yet. */
    static FieldChecks each(String name) {
        return FieldChecks.of(name, true);
    }

    /** Fields of which there must be a text, list or map that is not empty. */
    static FieldRule required(String... names) {
        FieldRule[] rules = new FieldRule[names.length];
        for (int i = 0; i < names.length; i++) {
            rules[i] = field(names[i]).required();
        }
        return all(rules);
    }

    /** Of a text field, by which others go: for each of its values what the object is held to. */
    static Choice choice(String discriminator) {
        return new Choice(discriminator);
    }

    default FieldRule and(FieldRule next) {
        return all(this, next);
    }
}
