package dev.coracle.apiserver.discovery;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The versions of apidiscovery.k8s.io a client can ask for in its Accept header. */
enum AggregatedForm {
    V2("v2"),
    V2BETA1("v2beta1");

    private final String version;

    AggregatedForm(String version) {
        this.version = version;
    }

    String version() {
        return version;
    }

    String contentType() {
        return "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
    }

    /** The first aggregated form named before plain JSON; empty when the plain document is wanted. */
    static Optional<AggregatedForm> asked(@Nullable String accept) {
        if (accept == null) {
            return Optional.empty();
        }
        for (String range : accept.split(",", -1)) {
            String[] parts = range.strip().split(";", -1);
            String type = parts[0].strip();
            if (!type.equals("application/json") && !type.equals("*/*") && !type.equals("application/*")) {
                continue;
            }
            String group = "";
            String version = "";
            String as = "";
            for (int i = 1; i < parts.length; i++) {
                String part = parts[i].strip();
                int equals = part.indexOf('=');
                String value = part.substring(equals + 1);
                switch (equals < 0 ? part : part.substring(0, equals)) {
                    case "g" -> group = value;
                    case "v" -> version = value;
                    case "as" -> as = value;
                    default -> {
                        // q and charset: the order of the header decides, and JSON is UTF-8.
                    }
                }
            }
            if (as.isEmpty()) {
                return Optional.empty();
            }
            if (group.equals("apidiscovery.k8s.io") && as.equals("APIGroupDiscoveryList")) {
                for (AggregatedForm form : values()) {
                    if (form.version.equals(version)) {
                        return Optional.of(form);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
