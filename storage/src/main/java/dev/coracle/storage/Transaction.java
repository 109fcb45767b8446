package dev.coracle.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes that happen together or not at all, at one revision. No key may appear twice.
 *
 * @param operations at least one
 * @param cause what made somebody write this, in the writer's words; kept with the revision in the log, or null
 */
public record Transaction(
        List<Operation> operations, @Nullable String cause) {
    private static final int MAX_CAUSE = 1024;

    public Transaction {
        operations = List.copyOf(operations);
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("a transaction needs at least one operation");
        }
        if (operations.size() > 1
                && operations.stream().map(Operation::key).distinct().count() < operations.size()) {
            throw new IllegalArgumentException("a key appears twice in " + operations);
        }
        if (cause != null && cause.length() > MAX_CAUSE) {
            throw new IllegalArgumentException(
                    "cause has " + cause.length() + " characters; at most " + MAX_CAUSE + " are kept");
        }
    }

    public Transaction(List<Operation> operations) {
        this(operations, null);
    }

    public static Transaction of(Operation... operations) {
        return new Transaction(List.of(operations));
    }

    /** The same writes, said to be made for another reason. */
    public Transaction withCause(@Nullable String reason) {
        return new Transaction(operations, reason);
    }
}
