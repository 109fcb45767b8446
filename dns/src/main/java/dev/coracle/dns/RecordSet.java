package dev.coracle.dns;

import java.util.List;

/** The records of one name and type, with those worth sending along. Immutable. */
record RecordSet(List<ResourceRecord> records, List<ResourceRecord> additional) {
    RecordSet {
        records = List.copyOf(records);
        additional = List.copyOf(additional);
    }

    static RecordSet of(List<ResourceRecord> records) {
        return new RecordSet(records, List.of());
    }
}
