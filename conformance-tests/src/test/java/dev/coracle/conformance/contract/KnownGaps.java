package dev.coracle.conformance.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The cases Coracle does not meet yet, each with the reason, from {@code known-gaps.yaml}. */
record KnownGaps(Map<String, String> reasons) {
    static KnownGaps read(Path file) {
        try {
            Map<String, String> reasons = new LinkedHashMap<>();
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            if (tree instanceof Map<?, ?> map) {
                map.forEach((id, reason) -> reasons.put(id.toString(), reason.toString()));
            }
            return new KnownGaps(reasons);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<String> reason(String id) {
        return Optional.ofNullable(reasons.get(id));
    }

    /** Gaps that name no case. */
    Set<String> unknown(List<ContractCase> cases) {
        Set<String> unknown = new TreeSet<>(reasons.keySet());
        cases.forEach(known -> unknown.remove(known.id()));
        return unknown;
    }
}
