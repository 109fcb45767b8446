package dev.coracle.apiserver.customresources.cel;

import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.FORMAT;
import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.TEXT;

import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.cel.Library.ParameterType;
import dev.coracle.apiserver.customresources.values.Formats;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.QualifiedNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The named formats. */
final class FormatFunctions {
    private static final Map<String, Format> FORMATS = Map.ofEntries(
            format("dns1123Label", 30, text -> DnsNames.label(text, false)),
            format("dns1123Subdomain", 60, text -> DnsNames.subdomain(text, false)),
            format("dns1035Label", 30, text -> DnsNames.label1035(text, false)),
            format("qualifiedName", 60, QualifiedNames::key),
            format("dns1123LabelPrefix", 30, text -> DnsNames.label(text, true)),
            format("dns1123SubdomainPrefix", 60, text -> DnsNames.subdomain(text, true)),
            format("dns1035LabelPrefix", 30, text -> DnsNames.label1035(text, true)),
            format("labelValue", 40, QualifiedNames::value),
            format("uri", 1103, text -> uri(text)),
            format("uuid", 70, text -> standard("uuid", text, "does not match the UUID format")),
            format("byte", 84, text -> standard("byte", text, "invalid base64")),
            format("date", 71, text -> standard("date", text, "invalid date")),
            format("datetime", 71, text -> standard("datetime", text, "invalid datetime")));

    private FormatFunctions() {}

    /**
     * A format, which is what it is called.
     *
     * @param regexSize how long a regular expression upstream takes it for, which makes its cost
     */
    record Format(String name, int regexSize, Function<String, List<String>> faults) {}

    private static Map.Entry<String, Format> format(String name, int regexSize, Function<String, List<String>> faults) {
        return Map.entry(name, new Format(name, regexSize, faults));
    }

    static void add(Library library) {
        ParameterType format = new ParameterType(FORMAT, Format.class);
        FORMATS.forEach((name, value) -> library.global("format." + name, "format." + name, FORMAT, nothing -> value));
        library.global(
                        "format.named",
                        "format-named",
                        OptionalType.create(FORMAT),
                        a -> Optional.ofNullable(FORMATS.get((String) a[0])),
                        TEXT)
                .member(
                        "validate",
                        "format-validate",
                        OptionalType.create(ListType.create(SimpleType.STRING)),
                        a -> faults((Format) a[0], (String) a[1]),
                        format,
                        TEXT);
    }

    private static Optional<List<String>> faults(Format format, String text) {
        List<String> faults = format.faults().apply(text);
        return faults.isEmpty() ? Optional.empty() : Optional.of(faults);
    }

    private static List<String> standard(String format, String text, String fault) {
        return Formats.accepts(format, text) ? List.of() : List.of(fault);
    }

    private static List<String> uri(String text) {
        return UrlFunctions.parse(text).isPresent()
                ? List.of()
                : List.of("parse \"" + text + "\": invalid URI for request");
    }
}
