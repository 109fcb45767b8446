package dev.coracle.apiserver.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An {@code Accept} header's choices, the best first. Immutable.
 *
 * @param choices what the client takes; for no header everything
 */
record Accept(List<Choice> choices) {
    private static final Choice ANYTHING = new Choice("*/*", 1, "", "", "");
    private static final Accept ALL = new Accept(List.of(ANYTHING));

    Accept {
        choices = List.copyOf(choices);
    }

    /** One media range with the parameters Kubernetes gives a meaning. */
    record Choice(String type, double quality, String as, String group, String version) {}

    static Accept parse(String header) {
        if (header.isBlank()) {
            return ALL;
        }
        List<Choice> choices = new ArrayList<>();
        for (String clause : header.split(",", -1)) {
            if (!clause.isBlank()) {
                choices.add(choice(clause));
            }
        }
        choices.removeIf(choice -> choice.quality() <= 0);
        choices.sort(Comparator.comparingDouble(Choice::quality).reversed());
        return new Accept(choices);
    }

    private static Choice choice(String clause) {
        String[] parts = clause.split(";", -1);
        double quality = 1;
        String as = "";
        String group = "";
        String version = "";
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0) {
                continue;
            }
            String value = parts[i].substring(equals + 1).trim();
            switch (parts[i].substring(0, equals).trim().toLowerCase(Locale.ROOT)) {
                case "q" -> quality = number(value);
                case "as" -> as = value;
                case "g" -> group = value;
                case "v" -> version = value;
                default -> {
                    // charset and the like change nothing: everything is UTF-8
                }
            }
        }
        return new Choice(parts[0].trim().toLowerCase(Locale.ROOT), quality, as, group, version);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * The first choice that can be served.
     *
     * @param objects whether tables and partial metadata can be made
     * @param lists whether the answer is a list: partial metadata then must ask for the list kind, and only then
     */
    Optional<Representation> choose(boolean objects, boolean lists, boolean yaml) {
        for (Choice choice : choices) {
            Optional<Encoding> encoding = encoding(choice.type(), yaml);
            if (encoding.isEmpty()) {
                continue;
            }
            if (choice.as().isEmpty()) {
                return Optional.of(new Representation(encoding.get(), Representation.Shape.FULL, ""));
            }
            boolean known = choice.group().equals("meta.k8s.io")
                    && (choice.version().equals("v1") || choice.version().equals("v1beta1"));
            if (!objects || !known) {
                continue;
            }
            if (choice.as().equals("Table")) {
                return Optional.of(new Representation(encoding.get(), Representation.Shape.TABLE, choice.version()));
            }
            if (choice.as().equals(lists ? "PartialObjectMetadataList" : "PartialObjectMetadata")) {
                return Optional.of(new Representation(encoding.get(), Representation.Shape.METADATA, choice.version()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Encoding> encoding(String type, boolean yaml) {
        return switch (type) {
            case "application/json", "application/*", "*/*" -> Optional.of(Encoding.JSON);
            case "application/yaml" -> yaml ? Optional.of(Encoding.YAML) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
