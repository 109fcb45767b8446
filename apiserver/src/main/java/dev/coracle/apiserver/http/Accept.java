package dev.coracle.apiserver.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An {@code Accept} header's choices, the best first, read as apiserver's negotiation (v1.36) reads them. Immutable.
 *
 * @param choices what the client takes; for no header everything
 */
record Accept(List<Choice> choices) {
    private static final Accept ALL = new Accept(List.of(new Choice("*/*", 1, Map.of())));

    Accept {
        choices = List.copyOf(choices);
    }

    /** One media range and its parameters. */
    record Choice(String type, double quality, Map<String, String> parameters) {
        boolean matches(Encoding encoding) {
            return type.equals(encoding.mediaType()) || type.equals("application/*") || type.equals("*/*");
        }

        String parameter(String name) {
            return parameters.getOrDefault(name, "");
        }

        boolean transforms() {
            return parameters.containsKey("as") || parameters.containsKey("g") || parameters.containsKey("v");
        }

        /** A stream other than a watch, or a version of the meta group that is not there. */
        private boolean isImpossible(Encoding encoding) {
            String stream = parameter("stream");
            String version = parameter("sv");
            boolean streams = stream.isEmpty()
                    || (stream.equals("watch") && encoding.streamType().isPresent());
            return !streams || !(version.isEmpty() || version.equals("v1"));
        }

        private int specificity() {
            return type.equals("*/*") ? 2 : type.endsWith("/*") ? 1 : 0;
        }
    }

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
        choices.sort(Comparator.comparingDouble(Choice::quality).reversed().thenComparingInt(Choice::specificity));
        return new Accept(choices);
    }

    private static Choice choice(String clause) {
        String[] parts = clause.split(";", -1);
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                String value = parts[i].substring(equals + 1).trim();
                parameters.put(parts[i].substring(0, equals).trim().toLowerCase(Locale.ROOT), value);
            }
        }
        String quality = parameters.remove("q");
        return new Choice(
                parts[0].trim().toLowerCase(Locale.ROOT),
                quality == null ? 1 : number(quality),
                Map.copyOf(parameters));
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
     * @param protobuf whether the objects have a protobuf form; metadata has one in any case, a table has none
     * @param tables whether the answer can be a table
     */
    Optional<Representation> choose(boolean protobuf, boolean tables) {
        for (Choice choice : choices) {
            for (Encoding encoding : Encoding.values()) {
                if (!choice.matches(encoding) || choice.isImpossible(encoding)) {
                    continue;
                }
                Optional<Representation> chosen = choice.transforms()
                        ? transformed(choice, encoding, tables)
                        : protobuf || encoding != Encoding.PROTOBUF
                                ? Optional.of(new Representation(encoding, Representation.Shape.FULL, ""))
                                : Optional.empty();
                if (chosen.isPresent()) {
                    return chosen;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Representation> transformed(Choice choice, Encoding encoding, boolean tables) {
        String version = choice.parameter("v");
        if (!choice.parameter("g").equals("meta.k8s.io") || !(version.equals("v1") || version.equals("v1beta1"))) {
            return Optional.empty();
        }
        return switch (choice.parameter("as")) {
            case "Table" ->
                !tables || encoding == Encoding.PROTOBUF
                        ? Optional.empty()
                        : Optional.of(new Representation(encoding, Representation.Shape.TABLE, version));
            case "PartialObjectMetadata" ->
                Optional.of(new Representation(encoding, Representation.Shape.METADATA, version));
            case "PartialObjectMetadataList" ->
                Optional.of(new Representation(encoding, Representation.Shape.METADATA_LIST, version));
            default -> Optional.empty();
        };
    }

    /**
     * As {@link #choose} for a discovery document.
     *
     * @param aggregates whether there is an aggregated form of it
     */
    Optional<DiscoveryForm> discovery(boolean aggregates) {
        for (Choice choice : choices) {
            boolean aggregated = choice.parameter("g").equals("apidiscovery.k8s.io")
                    && choice.parameter("v").equals("v2")
                    && choice.parameter("as").equals("APIGroupDiscoveryList");
            if (choice.transforms() && !(aggregates && aggregated)) {
                continue;
            }
            for (Encoding encoding : Encoding.values()) {
                if (choice.matches(encoding) && !choice.isImpossible(encoding)) {
                    return Optional.of(new DiscoveryForm(encoding, aggregated));
                }
            }
        }
        return Optional.empty();
    }

    /** The encoding of an error or another plain document, which no transformation applies to. */
    Optional<Encoding> plain() {
        for (Choice choice : choices) {
            for (Encoding encoding : Encoding.values()) {
                if (choice.matches(encoding) && !choice.transforms() && !choice.isImpossible(encoding)) {
                    return Optional.of(encoding);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether any choice names a media type that is served at all, whatever its parameters. */
    boolean isServed() {
        return takesAny(List.of(Encoding.values()));
    }

    /** Whether any choice names one of these, whatever its parameters. */
    boolean takesAny(List<Encoding> encodings) {
        for (Choice choice : choices) {
            for (Encoding encoding : encodings) {
                if (choice.matches(encoding)) {
                    return true;
                }
            }
        }
        return false;
    }
}
