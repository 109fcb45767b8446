package dev.coracle.apiserver.kinds.flowcontrol;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import org.jspecify.annotations.Nullable;

/** Priority levels: how many requests of one may be served at once, and what becomes of the others. */
final class PriorityLevelStrategy implements Strategy {
    private static final int DEFAULT_SHARES = 30;
    private static final int DEFAULT_HAND = 8;
    private static final int DEFAULT_QUEUES = 64;
    private static final int DEFAULT_LENGTH = 50;
    private static final int MAX_QUEUES = 10_000_000;
    private static final int HASH_BITS = 60;
    private static final String EXEMPT = "exempt";
    private static final FieldRule SHARES =
            field("nominalConcurrencyShares").nonNegative("must be a non-negative integer");
    private static final FieldRule LENDABLE = field("lendablePercent").inRange(0, 100);
    private static final FieldRule QUEUING = all(
            field("queueLengthLimit").positive("must be positive"),
            field("queues")
                    .positive("must be positive")
                    .inRange(Long.MIN_VALUE, MAX_QUEUES, "must not be greater than " + MAX_QUEUES),
            PriorityLevelStrategy::hand);
    private static final FieldRule RESPONSE = choice("type")
            .when("Reject", field("queuing").forbidden("must be nil if limited.limitResponse.type is not Limited"))
            .when(
                    "Queue",
                    field("queuing")
                            .present("must not be empty if limited.limitResponse.type is Limited")
                            .to(QUEUING))
            .otherwise(field("type").oneOf("Queue", "Reject"));
    private static final FieldRule LIMITED = all(
            SHARES,
            level -> RESPONSE.check(level.at("limitResponse")),
            LENDABLE,
            field("borrowingLimitPercent").nonNegative("if specified, must be a non-negative integer"));
    private static final FieldRule SPEC = choice("type")
            .when(
                    "Exempt",
                    field("limited").forbidden("must be nil if the type is not Limited"),
                    field("exempt").to(SHARES, LENDABLE))
            .when(
                    "Limited",
                    field("exempt").forbidden("must be nil if the type is Limited"),
                    field("limited")
                            .present("must not be empty when type is Limited")
                            .to(LIMITED))
            .otherwise(field("type").oneOf("Exempt", "Limited"));
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text("Type", "@flowcontrol.v1.PriorityLevelConfigurationSpec.type", "spec.type"),
            amount(
                    "NominalConcurrencyShares",
                    "@flowcontrol.v1.LimitedPriorityLevelConfiguration.nominalConcurrencyShares",
                    "nominalConcurrencyShares"),
            amount("Queues", "@flowcontrol.v1.QueuingConfiguration.queues", "limitResponse", "queuing", "queues"),
            amount("HandSize", "@flowcontrol.v1.QueuingConfiguration.handSize", "limitResponse", "queuing", "handSize"),
            amount(
                    "QueueLengthLimit",
                    "@flowcontrol.v1.QueuingConfiguration.queueLengthLimit",
                    "limitResponse",
                    "queuing",
                    "queueLengthLimit"),
            Columns.AGED);

    private static Columns.Cell amount(String name, String description, String... place) {
        return Columns.cell(name, "string", description, level -> amount(level, place));
    }

    private static @Nullable Object amount(ObjectNode level, String... place) {
        JsonNode value = Tree.get(Tree.spec(level), "limited");
        for (String field : place) {
            value = Tree.get(value, field);
        }
        return value.isMissingNode() ? Columns.NONE : value.asLong();
    }

    @Override
    public void setDefaults(ObjectNode object) {
        JsonNode spec = Tree.spec(object);
        if (Tree.get(spec, "exempt") instanceof ObjectNode exempt) {
            Tree.setDefault(exempt, "nominalConcurrencyShares", 0);
            Tree.setDefault(exempt, "lendablePercent", 0);
        }
        if (Tree.get(spec, "limited") instanceof ObjectNode limited) {
            Tree.setDefault(limited, "nominalConcurrencyShares", DEFAULT_SHARES);
            Tree.setDefault(limited, "lendablePercent", 0);
            if (Tree.get(limited, "limitResponse", "queuing") instanceof ObjectNode queuing) {
                Tree.setDefaultIfZero(queuing, "handSize", DEFAULT_HAND);
                Tree.setDefaultIfZero(queuing, "queues", DEFAULT_QUEUES);
                Tree.setDefaultIfZero(queuing, "queueLengthLimit", DEFAULT_LENGTH);
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        Field type = spec.at("type");
        if (Tree.name(object).equals(EXEMPT) != type.text().equals("Exempt")) {
            type.invalid(type.text(), "must be 'Exempt' if and only if `name` is 'exempt'");
        }
        SPEC.check(spec);
    }

    private static void hand(Field queuing) {
        Field hand = queuing.at("handSize");
        long queues = queuing.number("queues");
        if (hand.number() <= 0) {
            hand.invalid("must be positive");
        } else if (hand.number() > queues) {
            hand.invalid("should not be greater than queues (" + queues + ")");
        } else if (entropyBits(queues, hand.number()) > HASH_BITS) {
            hand.invalid("required entropy bits of deckSize " + queues + " and handSize " + hand.number()
                    + " should not be greater than " + HASH_BITS);
        }
    }

    /** How many bits of a hash it takes to deal a hand. */
    private static long entropyBits(long queues, long hand) {
        return (long) Math.ceil(Math.log((double) queues) / Math.log(2) * (double) hand);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
