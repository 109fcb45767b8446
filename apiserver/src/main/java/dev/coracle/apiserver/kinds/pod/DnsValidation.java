package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import java.util.regex.Pattern;

/** A pod's own resolver configuration. */
final class DnsValidation {
    private static final int MAX_SERVERS = 3;
    private static final int MAX_SEARCHES = 32;
    private static final int MAX_SEARCH_CHARACTERS = 2048;
    private static final String LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final String SEARCH = LABEL + "(\\." + LABEL + ")*";
    private static final Pattern SEARCH_PATTERN = Pattern.compile(SEARCH);

    private DnsValidation() {}

    static void validate(Field spec) {
        Field config = spec.at("dnsConfig");
        Field servers = config.at("nameservers");
        if (spec.text("dnsPolicy").equals("None")) {
            if (!config.isPresent()) {
                config.required("must provide `dnsConfig` when `dnsPolicy` is None");
                return;
            }
            if (servers.isEmpty()) {
                servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None");
                return;
            }
        }
        if (servers.size() > MAX_SERVERS) {
            servers.invalid("must not have more than 3 nameservers");
        }
        servers.each().forEach(Addresses::ip);
        searches(config.at("searches"));
        for (Field option : config.each("options")) {
            if (option.isEmpty("name")) {
                option.required("must not be empty");
            }
        }
    }

    private static void searches(Field searches) {
        if (searches.size() > MAX_SEARCHES) {
            searches.invalid("must not have more than 32 search paths");
        }
        int characters = searches.size() - 1;
        for (JsonNode search : searches.node()) {
            characters += search.asText().length();
        }
        if (characters > MAX_SEARCH_CHARACTERS) {
            searches.invalid("must not have more than 2048 characters (including spaces) in the search list");
        }
        for (Field search : searches.each()) {
            if (!search.text().equals(".")) {
                search(search);
            }
        }
    }

    /** A subdomain where underscores are taken too. */
    private static void search(Field search) {
        String text = search.text();
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.length() > 253) {
            search.invalid(name, "must be no more than 253 characters");
        }
        if (!SEARCH_PATTERN.matcher(name).matches()) {
            search.invalid(
                    name,
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or"
                            + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
                            + " used for validation is '" + SEARCH + "')");
        }
    }
}
