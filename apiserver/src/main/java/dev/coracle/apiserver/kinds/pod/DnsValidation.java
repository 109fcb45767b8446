package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import java.util.ArrayList;
import java.util.List;
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

    static void validate(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode config = Tree.get(spec, "dnsConfig");
        JsonNode servers = Tree.get(config, "nameservers");
        if (Tree.text(spec, "dnsPolicy").equals("None")) {
            if (config.isMissingNode()) {
                errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
                return;
            }
            if (servers.isEmpty()) {
                errors.required(
                        path.child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
                return;
            }
        }
        if (servers.size() > MAX_SERVERS) {
            errors.invalid(path.child("nameservers"), servers, "must not have more than 3 nameservers");
        }
        int i = 0;
        for (JsonNode server : servers) {
            Addresses.ip(server.asText(), path.child("nameservers").index(i++), errors);
        }
        searches(Tree.get(config, "searches"), path.child("searches"), errors);
        i = 0;
        for (JsonNode option : Tree.get(config, "options")) {
            if (Tree.isEmpty(option, "name")) {
                errors.required(path.child("options").index(i), "must not be empty");
            }
            i++;
        }
    }

    private static void searches(JsonNode searches, Path path, FieldErrors errors) {
        if (searches.size() > MAX_SEARCHES) {
            errors.invalid(path, searches, "must not have more than 32 search paths");
        }
        List<String> names = new ArrayList<>();
        searches.forEach(search -> names.add(search.asText()));
        if (String.join(" ", names).length() > MAX_SEARCH_CHARACTERS) {
            errors.invalid(
                    path, searches, "must not have more than 2048 characters (including spaces) in the search list");
        }
        int i = 0;
        for (String name : names) {
            if (!name.equals(".")) {
                search(name.endsWith(".") ? name.substring(0, name.length() - 1) : name, path.index(i), errors);
            }
            i++;
        }
    }

    /** A subdomain where underscores are taken too. */
    private static void search(String name, Path path, FieldErrors errors) {
        if (name.length() > 253) {
            errors.invalid(path, name, "must be no more than 253 characters");
        }
        if (!SEARCH_PATTERN.matcher(name).matches()) {
            errors.invalid(
                    path,
                    name,
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or"
                            + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
                            + " used for validation is '" + SEARCH + "')");
        }
    }
}
