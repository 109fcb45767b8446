package dev.coracle.apiserver.kinds.apps;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldChecks;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Numbers;
import java.util.List;

/** How fast pods are replaced: counts or percentages of them. */
final class RollingUpdates {
    private static final FieldRule AMOUNTS = all(
            field("maxUnavailable").to(Numbers::intOrPercent), field("maxSurge").to(Numbers::intOrPercent));
    private static final FieldChecks UNAVAILABLE = field("maxUnavailable")
            .when(value -> Numbers.percent(value) <= 100, value -> value.invalid("must not be greater than 100%"));
    private static final FieldChecks SURGE = field("maxSurge")
            .when(value -> Numbers.percent(value) <= 100, value -> value.invalid("must not be greater than 100%"));

    static final FieldRule OF_DEPLOYMENT = all(AMOUNTS, RollingUpdates::something, UNAVAILABLE);
    private static final FieldRule OF_DAEMON_SET = all(AMOUNTS, UNAVAILABLE, SURGE, RollingUpdates::oneOfBoth);

    /** An update strategy. Whoever deletes a pod sets the pace where its type is OnDelete. */
    static final FieldRule DAEMON_SET = choice("type")
            .when("OnDelete")
            .when("RollingUpdate", field("rollingUpdate").present("").to(OF_DAEMON_SET))
            .otherwise(strategy -> strategy.errors()
                    .notSupported(
                            strategy.path(),
                            InternalForm.of("DaemonSetUpdateStrategy", strategy.node()),
                            List.of("RollingUpdate", "OnDelete")));

    private RollingUpdates() {}

    private static void something(Field rolling) {
        Field unavailable = rolling.at("maxUnavailable");
        if (isZero(unavailable.node()) && isZero(rolling.at("maxSurge").node())) {
            unavailable.invalid("may not be 0 when `maxSurge` is 0");
        }
    }

    private static void oneOfBoth(Field rolling) {
        Field unavailable = rolling.at("maxUnavailable");
        Field surge = rolling.at("maxSurge");
        if (!isZero(unavailable.node()) && !isZero(surge.node())) {
            surge.invalid("may not be set when maxUnavailable is non-zero");
        } else if (isZero(unavailable.node()) && isZero(surge.node())) {
            unavailable.required("cannot be 0 when maxSurge is 0");
        }
    }

    /** Upstream reads a text that is neither a number nor a percentage as 0. */
    private static boolean isZero(JsonNode value) {
        if (!value.isTextual()) {
            return value.asLong() == 0;
        }
        long percent = Numbers.percent(value);
        return percent >= 0 ? percent == 0 : Numbers.atoi(value.textValue()) == 0;
    }
}
