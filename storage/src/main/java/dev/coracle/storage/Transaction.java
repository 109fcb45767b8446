package dev.coracle.storage;

import java.util.List;

/**
 * Writes that happen together or not at all, at one revision. No key may appear twice.
 *
 * @param operations at least one
 */
public record Transaction(List<Operation> operations) {
    public Transaction {
        operations = List.copyOf(operations);
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("a transaction needs at least one operation");
        }
        if (operations.size() > 1
                && operations.stream().map(Operation::key).distinct().count() < operations.size()) {
            throw new IllegalArgumentException("a key appears twice in " + operations);
        }
    }

    public static Transaction of(Operation... operations) {
        return new Transaction(List.of(operations));
    }
}
