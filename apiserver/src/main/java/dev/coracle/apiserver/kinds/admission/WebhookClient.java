package dev.coracle.apiserver.kinds.admission;

import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** How a webhook is called: a URL or a service, exactly one of them. */
final class WebhookClient {
    private static final String FORM = "; desired format: https://host[/path]";

    private WebhookClient() {}

    static void validate(Field config) {
        Field url = config.at("url");
        Field service = config.at("service");
        if (url.isPresent() == service.isPresent()) {
            config.required("exactly one of url or service is required");
        } else if (url.isPresent()) {
            url(url);
        } else {
            service(service);
        }
    }

    private static void url(Field url) {
        URI parsed;
        try {
            parsed = new URI(url.text());
        } catch (URISyntaxException e) {
            url.required("url must be a valid URL: parse \"" + url.text() + "\": " + e.getReason() + FORM);
            return;
        }
        if (!"https".equals(parsed.getScheme())) {
            url.invalid(or(parsed.getScheme()), "'https' is the only allowed URL scheme" + FORM);
        }
        String authority = or(parsed.getRawAuthority());
        String host = authority.substring(authority.indexOf('@') + 1);
        if (host.isEmpty()) {
            url.invalid("", "host must be specified" + FORM);
        }
        if (authority.indexOf('@') >= 0) {
            url.invalid(authority.substring(0, authority.indexOf('@')), "user information is not permitted in the URL");
        }
        if (!or(parsed.getFragment()).isEmpty()) {
            url.invalid(parsed.getFragment(), "fragments are not permitted in the URL");
        }
        if (!or(parsed.getRawQuery()).isEmpty()) {
            url.invalid(parsed.getRawQuery(), "query parameters are not permitted in the URL");
        }
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static void service(Field service) {
        // Upstream hands over name and namespace the wrong way round, so each is reported as the other.
        if (service.at("namespace").isEmpty()) {
            service.at("name").required("");
        }
        if (service.at("name").isEmpty()) {
            service.at("namespace").required("");
        }
        Field port = service.at("port");
        if (port.number() < 1 || port.number() > 65535) {
            port.invalid("port is not valid: must be between 1 and 65535, inclusive");
        }
        Field path = service.at("path");
        String text = path.text();
        if (text.isEmpty() || text.equals("/")) {
            return;
        }
        if (text.equals("//")) {
            path.invalid("segment[0] may not be empty");
            return;
        }
        if (!text.startsWith("/")) {
            path.invalid("must start with a '/'");
        }
        String rest = text.substring(1);
        rest = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        int i = 0;
        for (String segment : rest.split("/", -1)) {
            String at = "segment[" + i++ + "]";
            if (segment.isEmpty()) {
                path.invalid(at + " may not be empty");
            } else {
                NameRule.DNS_SUBDOMAIN.check(segment, false).forEach(message -> path.invalid(at + ": " + message));
            }
        }
    }
}
