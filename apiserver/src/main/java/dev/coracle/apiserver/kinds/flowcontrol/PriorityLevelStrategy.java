package dev.coracle.apiserver.kinds.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.List;
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
        Field limited = spec.at("limited");
        Field exempt = spec.at("exempt");
        if (Tree.name(object).equals(EXEMPT) != type.text().equals("Exempt")) {
            type.invalid(type.text(), "must be 'Exempt' if and only if `name` is 'exempt'");
        }
        switch (type.text()) {
            case "Exempt" -> {
                if (limited.isPresent()) {
                    limited.forbidden("must be nil if the type is not Limited");
                }
                if (exempt.isPresent()) {
                    shares(exempt);
                    percent(exempt.at("lendablePercent"));
                }
            }
            case "Limited" -> {
                if (exempt.isPresent()) {
                    exempt.forbidden("must be nil if the type is Limited");
                }
                if (limited.isPresent()) {
                    limited(limited);
                } else {
                    limited.required("must not be empty when type is Limited");
                }
            }
            default -> type.oneOf(List.of("Exempt", "Limited"));
        }
    }

    private static void shares(Field level) {
        if (level.at("nominalConcurrencyShares").number() < 0) {
            level.at("nominalConcurrencyShares").invalid("must be a non-negative integer");
        }
    }

    private static void percent(Field percent) {
        if (percent.number() < 0 || percent.number() > 100) {
            percent.invalid("must be between 0 and 100, inclusive");
        }
    }

    private static void limited(Field limited) {
        shares(limited);
        Field response = limited.at("limitResponse");
        Field queuing = response.at("queuing");
        switch (response.at("type").text()) {
            case "Reject" -> {
                if (queuing.isPresent()) {
                    queuing.forbidden("must be nil if limited.limitResponse.type is not Limited");
                }
            }
            case "Queue" -> {
                if (queuing.isPresent()) {
                    queues(queuing);
                } else {
                    queuing.required("must not be empty if limited.limitResponse.type is Limited");
                }
            }
            default -> response.at("type").oneOf(List.of("Queue", "Reject"));
        }
        percent(limited.at("lendablePercent"));
        if (limited.at("borrowingLimitPercent").number() < 0) {
            limited.at("borrowingLimitPercent").invalid("if specified, must be a non-negative integer");
        }
    }

    private static void queues(Field queuing) {
        Field length = queuing.at("queueLengthLimit");
        Field queues = queuing.at("queues");
        Field hand = queuing.at("handSize");
        if (length.number() <= 0) {
            length.invalid("must be positive");
        }
        if (queues.number() <= 0) {
            queues.invalid("must be positive");
        } else if (queues.number() > MAX_QUEUES) {
            queues.invalid("must not be greater than " + MAX_QUEUES);
        }
        if (hand.number() <= 0) {
            hand.invalid("must be positive");
        } else if (hand.number() > queues.number()) {
            hand.invalid("should not be greater than queues (" + queues.number() + ")");
        } else if (entropyBits(queues.number(), hand.number()) > HASH_BITS) {
            hand.invalid("required entropy bits of deckSize " + queues.number() + " and handSize " + hand.number()
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
