package dev.coracle.apiserver.customresources.values;

import com.google.re2j.Pattern;
import dev.coracle.machinery.net.IpAddress;
import dev.coracle.machinery.net.IpBlock;
import dev.coracle.machinery.validation.DnsNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The string formats a schema may ask for; unknown ones are ignored, as upstream does. */
public final class Formats {
    private static final Set<String> INTEGERS = Set.of("int32", "int64");
    private static final Set<String> NUMBERS = Set.of("float", "double");
    private static final String HEX = "[0-9a-f]";

    /** What go-openapi takes for a host name. */
    private static final Pattern HOSTNAME = Pattern.compile(
            "^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}"
                    + "\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$");

    private static final Map<String, Predicate<String>> STRINGS = Map.ofEntries(
            Map.entry("bsonobjectid", pattern("(?i)" + HEX + "{24}")),
            Map.entry("uri", Formats::isUri),
            Map.entry("email", pattern("(?:[^\\s<>@]+@[^\\s<>@]+|[^<>@]*<[^\\s<>@]+@[^\\s<>@]+>)")),
            Map.entry("hostname", Formats::isHostname),
            Map.entry(
                    "ipv4",
                    text -> text.indexOf('.') >= 0 && IpAddress.findSloppy(text).isPresent()),
            Map.entry(
                    "ipv6",
                    text -> text.indexOf(':') >= 0 && IpAddress.findSloppy(text).isPresent()),
            Map.entry("cidr", text -> IpBlock.findSloppy(text).isPresent()),
            Map.entry("mac", Formats::isMac),
            Map.entry("uuid", uuid("[0-9a-f]", "[0-9a-f]")),
            Map.entry("uuid3", uuid("3", "[0-9a-f]")),
            Map.entry("uuid4", uuid("4", "[89ab]")),
            Map.entry("uuid5", uuid("5", "[89ab]")),
            Map.entry("isbn", text -> isIsbn10(text) || isIsbn13(text)),
            Map.entry("isbn10", Formats::isIsbn10),
            Map.entry("isbn13", Formats::isIsbn13),
            Map.entry("creditcard", Formats::isCreditCard),
            Map.entry("ssn", pattern("\\d{3}[- ]?\\d{2}[- ]?\\d{4}")),
            Map.entry("hexcolor", pattern("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
            Map.entry(
                    "rgbcolor",
                    pattern(
                            "rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])"
                                    + "\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)")),
            Map.entry("byte", Formats::isBase64),
            Map.entry("password", text -> true),
            Map.entry("date", Formats::isDate),
            Map.entry("duration", Durations::isDuration),
            Map.entry("datetime", Formats::isDateTime),
            Map.entry("k8sshortname", text -> DnsNames.label(text, false).isEmpty()),
            Map.entry("k8slongname", text -> DnsNames.subdomain(text, false).isEmpty()));

    private Formats() {}

    /** Whether a schema of these types may ask for a format and be heard. */
    public static boolean isKnown(List<String> types, String format) {
        String type = types.size() == 1 ? types.get(0) : "";
        return switch (type) {
            case "", "string" -> STRINGS.containsKey(normal(format));
            case "integer" -> INTEGERS.contains(format);
            case "number" -> NUMBERS.contains(format);
            default -> false;
        };
    }

    /** Whether there is such a format of strings. */
    static boolean isOfStrings(String format) {
        return STRINGS.containsKey(normal(format));
    }

    public static boolean accepts(String format, String text) {
        Predicate<String> check = STRINGS.get(normal(format));
        return check == null || check.test(text);
    }

    private static String normal(String format) {
        return format.replace("-", "");
    }

    private static Predicate<String> pattern(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return text -> pattern.matcher(text).matches();
    }

    private static Predicate<String> uuid(String version, String variant) {
        return pattern("(?i)" + HEX + "{8}-?" + HEX + "{4}-?" + version + HEX + "{3}-?" + variant + HEX + "{3}-?" + HEX
                + "{12}");
    }

    private static boolean isUri(String text) {
        if (text.isEmpty() || text.indexOf(' ') >= 0) {
            return false;
        }
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isHostname(String text) {
        if (text.length() > 255 || !HOSTNAME.matcher(text).find()) {
            return false;
        }
        for (String label : text.split("\\.", -1)) {
            if (label.length() > 63) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMac(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String separator : new String[] {":", "-"}) {
            int groups = lower.split(separator, -1).length;
            if ((groups == 6 || groups == 8 || groups == 20)
                    && lower.matches("[0-9a-f]{2}(" + separator + "[0-9a-f]{2}){" + (groups - 1) + "}")) {
                return true;
            }
        }
        return lower.matches(
                "[0-9a-f]{4}(\\.[0-9a-f]{4}){2}|[0-9a-f]{4}(\\.[0-9a-f]{4}){3}|[0-9a-f]{4}(\\.[0-9a-f]{4}){9}");
    }

    private static boolean isIsbn10(String text) {
        String digits = text.replace("-", "").replace(" ", "");
        if (!digits.matches("[0-9]{9}[0-9X]")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += (i + 1) * (digits.charAt(i) == 'X' ? 10 : digits.charAt(i) - '0');
        }
        return sum % 11 == 0;
    }

    private static boolean isIsbn13(String text) {
        String digits = text.replace("-", "").replace(" ", "");
        if (!digits.matches("[0-9]{13}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
        }
        return sum % 10 == 0;
    }

    private static boolean isCreditCard(String text) {
        String digits = text.replaceAll("[^0-9]+", "");
        if (!digits.matches("4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}"
                + "|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\\d{3})\\d{11}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int value = i % 2 == 0 ? digit : digit * 2;
            sum += value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0 && text.length() % 4 == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            return text.length() == 10 && LocalDate.parse(text).getYear() >= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isDateTime(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (!upper.matches(
                "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")) {
            return false;
        }
        int hour = Integer.parseInt(upper.substring(11, 13));
        int minute = Integer.parseInt(upper.substring(14, 16));
        int second = Integer.parseInt(upper.substring(17, 19));
        return isDate(upper.substring(0, 10)) && hour < 24 && minute < 60 && second < 60;
    }
}
