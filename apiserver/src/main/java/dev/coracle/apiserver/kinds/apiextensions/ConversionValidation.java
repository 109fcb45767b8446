package dev.coracle.apiserver.kinds.apiextensions;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.webhook.CaBundle;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Ports;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of {@code spec.conversion}. Paths are those of upstream's internal type. Stateless. */
final class ConversionValidation {
    private static final Set<String> KNOWN_REVIEW_VERSIONS = Set.of("v1", "v1beta1");
    private static final String FORM = "; desired format: https://host[/path]";
    private static final String NOT_CALLED = "should not be set when strategy is not set to Webhook";

    private static final FieldRule STRATEGY = field("strategy").required().oneOf("None", "Webhook");
    private static final FieldRule SERVICE = all(
            required("name", "namespace"),
            field("port").inRange(Ports.MIN, Ports.MAX, "port is not valid: must be between 1 and 65535, inclusive"),
            field("path").unlessEmpty().matches(path -> path.startsWith("/"), "must start with a '/'"));

    private ConversionValidation() {}

    /** @param old the definition before; null on create */
    static void validate(Field conversion, @Nullable ObjectNode old) {
        if (!conversion.isPresent()) {
            return;
        }
        STRATEGY.check(conversion);
        JsonNode webhook = conversion.at("webhook").node();
        Field client = conversion.at("webhookClientConfig").with(Tree.get(webhook, "clientConfig"));
        Field reviewVersions =
                conversion.at("conversionReviewVersions").with(Tree.get(webhook, "conversionReviewVersions"));
        if (!conversion.text("strategy").equals("Webhook")) {
            if (client.isPresent()) {
                client.forbidden(NOT_CALLED);
            }
            if (!reviewVersions.isEmpty()) {
                reviewVersions.forbidden(NOT_CALLED);
            }
            return;
        }
        client(client);
        if (old != null && !mayHaveFaultyBundle(old)) {
            Field bundle = client.at("caBundle");
            CaBundle.fault(bundle.text()).ifPresent(bundle::invalid);
        }
        reviewVersions(reviewVersions, old == null || hasKnownReviewVersion(old));
    }

    private static void client(Field client) {
        if (!client.isPresent()) {
            client.required("required when strategy is set to Webhook");
        } else if (client.has("url") == client.has("service")) {
            client.required("exactly one of url or service is required");
        } else if (client.has("url")) {
            url(client.at("url"));
        } else {
            SERVICE.check(client.at("service"));
        }
    }

    /** Until it is established, and while it had a faulty one before. */
    private static boolean mayHaveFaultyBundle(ObjectNode old) {
        String before = Tree.text(Tree.get(Tree.spec(old), "conversion", "webhook", "clientConfig"), "caBundle");
        return !DefinitionValidation.isEstablished(old)
                || CaBundle.fault(before).isPresent();
    }

    private static boolean hasKnownReviewVersion(ObjectNode old) {
        JsonNode versions = Tree.get(Tree.spec(old), "conversion", "webhook", "conversionReviewVersions");
        boolean known = versions.isEmpty();
        for (JsonNode version : versions) {
            known |= KNOWN_REVIEW_VERSIONS.contains(version.asText());
        }
        return known;
    }

    private static void url(Field field) {
        URI url;
        try {
            url = new URI(field.text());
        } catch (URISyntaxException e) {
            field.required("url must be a valid URL: " + e.getMessage() + FORM);
            return;
        }
        if (!"https".equals(url.getScheme())) {
            field.invalid(
                    url.getScheme() == null ? "" : url.getScheme(), "'https' is the only allowed URL scheme" + FORM);
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            field.invalid("", "host must be specified" + FORM);
        }
        if (url.getUserInfo() != null) {
            field.invalid(url.getUserInfo(), "user information is not permitted in the URL");
        }
        if (url.getFragment() != null) {
            field.invalid(url.getFragment(), "fragments are not permitted in the URL");
        }
        if (url.getQuery() != null) {
            field.invalid(url.getQuery(), "query parameters are not permitted in the URL");
        }
    }

    private static void reviewVersions(Field versions, boolean knownOnly) {
        if (versions.isEmpty()) {
            versions.required("");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Field version : versions.each()) {
            if (seen.add(version.text())) {
                version.obeys(NameRule.DNS_1035_LABEL);
            } else {
                version.invalid("duplicate version");
            }
        }
        if (knownOnly && Collections.disjoint(seen, KNOWN_REVIEW_VERSIONS)) {
            versions.invalid("must include at least one of v1, v1beta1");
        }
    }
}
