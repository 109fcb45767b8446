package dev.coracle.machinery.selector;

import dev.coracle.machinery.errors.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A recursive-descent parser for label selectors, with the errors of apimachinery's {@code labels.Parse}. Confined to
 * one call.
 */
final class LabelSelectorParser {
    private static final String NAME_PART = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final Pattern NAME = Pattern.compile(NAME_PART);
    private static final Pattern VALUE = Pattern.compile("(" + NAME_PART + ")?");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final String SPECIAL = "=!(),><";

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    LabelSelectorParser(String text) {
        this.text = text;
    }

    List<LabelRequirement> parse() {
        scan();
        List<LabelRequirement> requirements = new ArrayList<>();
        while (true) {
            String token = peek();
            if (!isIdentifier(token) && !token.equals("!")) {
                throw refused("found '" + token + "', expected: !, identifier, or 'end of string'");
            }
            requirements.add(requirement());
            String separator = take();
            if (separator.isEmpty()) {
                return requirements;
            }
            if (!separator.equals(",")) {
                throw refused("found '" + separator + "', expected: ',' or 'end of string'");
            }
            if (!isIdentifier(peek()) && !peek().equals("!")) {
                throw refused("found '" + peek() + "', expected: identifier after ','");
            }
        }
    }

    private LabelRequirement requirement() {
        boolean negated = peek().equals("!");
        if (negated) {
            take();
        }
        String key = take();
        if (!isIdentifier(key)) {
            throw error("found '" + key + "', expected: identifier");
        }
        checkKey(key);
        String following = peek();
        if (negated || following.isEmpty() || following.equals(",")) {
            return new LabelRequirement(
                    key, negated ? SelectorOperator.DOES_NOT_EXIST : SelectorOperator.EXISTS, Set.of());
        }
        String operator = take();
        return switch (operator) {
            case "=", "==" -> new LabelRequirement(key, SelectorOperator.IN, Set.of(exactValue(key)));
            case "!=" -> new LabelRequirement(key, SelectorOperator.NOT_IN, Set.of(exactValue(key)));
            case "in" -> new LabelRequirement(key, SelectorOperator.IN, values(key));
            case "notin" -> new LabelRequirement(key, SelectorOperator.NOT_IN, values(key));
            case ">" -> new LabelRequirement(key, SelectorOperator.GREATER, Set.of(number(key)));
            case "<" -> new LabelRequirement(key, SelectorOperator.LESS, Set.of(number(key)));
            default -> throw error("found '" + operator + "', expected: in, notin, =, ==, !=, gt, lt");
        };
    }

    private String exactValue(String key) {
        String token = peek();
        if (token.isEmpty() || token.equals(",")) {
            return "";
        }
        if (!isIdentifier(token)) {
            throw error("found '" + token + "', expected: identifier");
        }
        return checkValue(key, take());
    }

    private Set<String> values(String key) {
        String open = take();
        if (!open.equals("(")) {
            throw error("found '" + open + "' expected: '('");
        }
        Set<String> values = new LinkedHashSet<>();
        String token = peek();
        if (!isIdentifier(token) && !token.equals(",") && !token.equals(")")) {
            throw error("found '" + token + "', expected: ',', ')' or identifier");
        }
        boolean expectsValue = true;
        while (true) {
            token = take();
            if (token.equals(")")) {
                if (expectsValue) {
                    values.add("");
                }
                return values;
            } else if (token.equals(",")) {
                if (expectsValue) {
                    values.add("");
                }
                expectsValue = true;
            } else if (isIdentifier(token)) {
                values.add(checkValue(key, token));
                expectsValue = false;
            } else {
                throw error("found '" + token + "', expected: " + (expectsValue ? "',', or identifier" : "',' or ')'"));
            }
        }
    }

    private String number(String key) {
        String value = exactValue(key);
        if (!INTEGER.matcher(value).matches()) {
            throw error("values[0]: Invalid value: \"" + value
                    + "\": for 'Gt', 'Lt' operators, the value must be an integer");
        }
        return value;
    }

    private void checkKey(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        boolean prefixFits =
                slash < 0 || PREFIX.matcher(key.substring(0, slash)).matches();
        if (!prefixFits || name.length() > 63 || !NAME.matcher(name).matches()) {
            throw error(
                    "key: Invalid value: \"" + key + "\": name part must consist of alphanumeric characters, '-', '_' "
                            + "or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  "
                            + "or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
        }
    }

    private String checkValue(String key, String value) {
        if (value.length() > 63) {
            throw error("values[0][" + key + "]: Invalid value: \"" + value + "\": must be no more than 63 bytes");
        }
        if (!VALUE.matcher(value).matches()) {
            throw error("values[0][" + key + "]: Invalid value: \"" + value
                    + "\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
                    + "and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
                    + "'12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
        }
        return value;
    }

    private static ApiException error(String why) {
        return refused("unable to parse requirement: " + why);
    }

    /** What stands between requirements rather than in one. */
    private static ApiException refused(String why) {
        return ApiException.badRequest(why);
    }

    /** The end of the text reads as an empty token. */
    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }

    private static boolean isIdentifier(String token) {
        return !token.isEmpty() && SPECIAL.indexOf(token.charAt(0)) < 0;
    }

    private void scan() {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
                continue;
            }
            int start = i;
            if (c == '=' || c == '!') {
                i += i + 1 < text.length() && text.charAt(i + 1) == '=' ? 2 : 1;
            } else if (SPECIAL.indexOf(c) >= 0) {
                i++;
            } else {
                while (i < text.length()
                        && SPECIAL.indexOf(text.charAt(i)) < 0
                        && !Character.isWhitespace(text.charAt(i))) {
                    i++;
                }
            }
            tokens.add(text.substring(start, i));
        }
    }
}
