package dev.coracle.apiserver.kinds.devices;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names that slices, claims and classes have in common, and the sizes of lists: upstream's rules (v1.36). */
final class DeviceNames {
    private static final int MAX_DRIVER = 63;
    private static final int MAX_POOL = 253;
    private static final int MAX_IDENTIFIER = 32;
    private static final int MAX_CONDITIONS = 4;
    private static final int UUID = 36;
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern DASHED = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern PLAIN = Pattern.compile("\\p{XDigit}{32}");
    private static final String URN = "urn:uuid:";

    private DeviceNames() {}

    /** Whether the list may be looked at: one that is too long is only said to be that. */
    static boolean isShort(Field list, int max) {
        if (list.node().size() > max) {
            list.tooMany(max);
            return false;
        }
        return true;
    }

    /** No two items have the same in a field, which is what the message shows. */
    static void distinct(Iterable<Field> items, String field) {
        Set<String> seen = new HashSet<>();
        for (Field item : items) {
            String value = item.at(field).text();
            if (!seen.add(value)) {
                item.errors().duplicate(item.path(), value);
            }
        }
    }

    /** No text stands twice in a list. */
    static void distinct(Iterable<Field> texts) {
        Set<String> seen = new HashSet<>();
        for (Field text : texts) {
            if (!seen.add(text.text())) {
                text.duplicate();
            }
        }
    }

    static void driver(Field driver) {
        if (driver.isEmpty()) {
            driver.required("");
        } else {
            driver(driver, driver.text());
        }
    }

    static void driver(Field at, String driver) {
        if (driver.length() > MAX_DRIVER) {
            at.tooLong(MAX_DRIVER);
        }
        NameRule.DNS_SUBDOMAIN
                .check(driver.toLowerCase(Locale.ROOT), false)
                .forEach(message -> at.invalid(driver, message));
    }

    static void pool(Field pool) {
        if (pool.isEmpty()) {
            pool.required("");
            return;
        }
        if (pool.text().length() > MAX_POOL) {
            pool.tooLong(MAX_POOL);
        }
        for (String part : pool.text().split("/", -1)) {
            NameRule.DNS_SUBDOMAIN.check(part, false).forEach(message -> pool.invalid(part, message));
        }
    }

    /** An identifier, or a domain and an identifier: the key of a map, whose errors are the map's. */
    static void qualified(Field at, String name) {
        String[] parts = name.split("/", -1);
        if (parts.length == 1) {
            identifier(at, parts[0]);
        } else if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                at.invalid("", "the domain must not be empty");
            } else {
                driver(at, parts[0]);
            }
            if (parts[1].isEmpty()) {
                at.invalid("", "the name must not be empty");
            } else {
                identifier(at, parts[1]);
            }
        }
    }

    /** A domain and an identifier. */
    static void fullyQualified(Field name) {
        qualified(name, name.text());
        if (name.text().indexOf('/') < 0) {
            name.invalid("a fully qualified name must be a domain and a name separated by a slash");
        }
    }

    private static void identifier(Field at, String identifier) {
        if (identifier.length() > MAX_IDENTIFIER) {
            at.tooLong(MAX_IDENTIFIER);
        }
        if (!IDENTIFIER.matcher(identifier).matches()) {
            at.invalid(
                    identifier,
                    "a valid C identifier must start with alphabetic character or '_', followed by a string of"
                            + " alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used"
                            + " for validation is '[A-Za-z_][A-Za-z0-9_]*')");
        }
    }

    /** What tells apart those who share a device. */
    static void shareId(Field id) {
        if (!id.isPresent()) {
            return;
        }
        String text = id.text();
        String wrong = wrongUuid(text);
        if (!wrong.isEmpty()) {
            id.invalid("error validating uid: " + wrong);
        } else if (text.length() != UUID || !text.equals(text.toLowerCase(Locale.ROOT))) {
            id.invalid("uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase"
                    + " hexadecimal characters");
        }
    }

    /** What Go's uuid package says of a text that is in none of the forms it takes; empty for one that is. */
    private static String wrongUuid(String text) {
        String dashed = text;
        if (text.length() == UUID + URN.length()) {
            String prefix = text.substring(0, URN.length());
            if (!prefix.equalsIgnoreCase(URN)) {
                return "invalid urn prefix: " + JsonNodeFactory.instance.textNode(prefix);
            }
            dashed = text.substring(URN.length());
        } else if (text.length() == UUID + 2) {
            if (!text.startsWith("{") || !text.endsWith("}")) {
                return "invalid bracketed UUID format";
            }
            dashed = text.substring(1, text.length() - 1);
        } else if (text.length() == UUID - 4) {
            return PLAIN.matcher(text).matches() ? "" : "invalid UUID format";
        } else if (text.length() != UUID) {
            return "invalid UUID length: " + text.length();
        }
        return DASHED.matcher(dashed).matches() ? "" : "invalid UUID format";
    }

    /** What has to become true, and what must not, before a pod is bound to a device. */
    static void bindingConditions(Field device) {
        Field conditions = device.at("bindingConditions");
        Field failures = device.at("bindingFailureConditions");
        conditionNames(conditions);
        conditionNames(failures);
        distinct(conditions.each());
        Set<String> binding = new HashSet<>();
        conditions.each().forEach(condition -> binding.add(condition.text()));
        Set<String> seen = new HashSet<>();
        for (Field failure : failures.each()) {
            if (!seen.add(failure.text())) {
                failure.duplicate();
            }
            if (binding.contains(failure.text())) {
                failure.invalid("bindingFailureConditions must not overlap with bindingConditions");
            }
        }
        if (conditions.isEmpty() && !failures.isEmpty()) {
            conditions.invalid(NullNode.instance, "bindingConditions are required to use bindingFailureConditions");
        }
        if (failures.isEmpty() && !conditions.isEmpty()) {
            failures.invalid(NullNode.instance, "bindingFailureConditions are required to use bindingConditions");
        }
    }

    private static void conditionNames(Field conditions) {
        if (isShort(conditions, MAX_CONDITIONS)) {
            conditions.each().forEach(LabelValidation::labelName);
        }
    }

    /** A device, and who of several that share it, as a map's key shows it. */
    static ObjectNode shown(Field device) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("Driver", device.at("driver").text())
                .put("Pool", device.at("pool").text())
                .put("Device", device.at("device").text())
                .put("ShareID", device.at("shareID").text());
    }
}
