package dev.coracle.apiserver.http;

import dev.coracle.machinery.errors.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request's query, decoded. Immutable. */
public final class QueryParameters {
    private static final QueryParameters NONE = new QueryParameters(Map.of());

    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    public static QueryParameters parse(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return NONE;
        }
        Map<String, List<String>> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
            }
        }
        return new QueryParameters(values);
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("invalid URL escape in query parameter \"" + text + "\"");
        }
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The first value; empty when there is none. */
    public String get(String name) {
        List<String> all = values.get(name);
        return all == null ? "" : all.get(0);
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** As conversion to a bool reads it: present and neither {@code false} nor {@code 0}. */
    public boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        String value = get(name);
        return !value.equals("0") && !value.equalsIgnoreCase("false");
    }

    public OptionalLong number(String name) {
        return get(name).isEmpty() ? OptionalLong.empty() : OptionalLong.of(integer(name));
    }

    /** The first value as a number, which it must be. */
    public long integer(String name) {
        String value = get(name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            String why = value.matches("[-+]?[0-9]+") ? "value out of range" : "invalid syntax";
            throw ApiException.badRequest("strconv.ParseInt: parsing \"" + value + "\": " + why);
        }
    }
}
