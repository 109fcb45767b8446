package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.webhook.CaBundle;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of {@code spec.conversion}. Paths are those of upstream's internal type. Stateless. */
final class ConversionValidation {
    private static final Set<String> KNOWN_REVIEW_VERSIONS = Set.of("v1", "v1beta1");

    private ConversionValidation() {}

    /** @param old the definition before; null on create */
    static void validate(JsonNode conversion, @Nullable ObjectNode old, Path path, FieldErrors errors) {
        if (conversion.isMissingNode()) {
            return;
        }
        String strategy = Tree.text(conversion, "strategy");
        DefinitionValidation.oneOf(path.child("strategy"), strategy, List.of("None", "Webhook"), errors);
        JsonNode webhook = Tree.get(conversion, "webhook");
        JsonNode client = Tree.get(webhook, "clientConfig");
        JsonNode reviewVersions = Tree.get(webhook, "conversionReviewVersions");
        Path clientPath = path.child("webhookClientConfig");
        Path reviewPath = path.child("conversionReviewVersions");
        if (!strategy.equals("Webhook")) {
            if (!client.isMissingNode()) {
                errors.forbidden(clientPath, "should not be set when strategy is not set to Webhook");
            }
            if (!reviewVersions.isEmpty()) {
                errors.forbidden(reviewPath, "should not be set when strategy is not set to Webhook");
            }
            return;
        }
        if (client.isMissingNode()) {
            errors.required(clientPath, "required when strategy is set to Webhook");
        } else if (Tree.has(client, "url") == Tree.has(client, "service")) {
            errors.required(clientPath, "exactly one of url or service is required");
        } else if (Tree.has(client, "url")) {
            url(Tree.text(client, "url"), clientPath.child("url"), errors);
        } else {
            service(Tree.get(client, "service"), clientPath.child("service"), errors);
        }
        if (old != null && !mayHaveFaultyBundle(old)) {
            String bundle = Tree.text(client, "caBundle");
            CaBundle.fault(bundle).ifPresent(fault -> errors.invalid(clientPath.child("caBundle"), bundle, fault));
        }
        reviewVersions(reviewVersions, old == null || hasKnownReviewVersion(old), reviewPath, errors);
    }

    /** Until it is established, and while it had a faulty one before. */
    private static boolean mayHaveFaultyBundle(ObjectNode old) {
        String before = Tree.text(Tree.get(Tree.spec(old), "conversion", "webhook", "clientConfig"), "caBundle");
        return !isEstablished(old) || CaBundle.fault(before).isPresent();
    }

    private static boolean isEstablished(ObjectNode crd) {
        for (JsonNode condition : Tree.get(Tree.status(crd), "conditions")) {
            if (Tree.text(condition, "type").equals("Established")) {
                return Tree.text(condition, "status").equals("True");
            }
        }
        return false;
    }

    private static boolean hasKnownReviewVersion(ObjectNode old) {
        JsonNode versions = Tree.get(Tree.spec(old), "conversion", "webhook", "conversionReviewVersions");
        boolean known = versions.isEmpty();
        for (JsonNode version : versions) {
            known |= KNOWN_REVIEW_VERSIONS.contains(version.asText());
        }
        return known;
    }

    private static void url(String text, Path path, FieldErrors errors) {
        String form = "; desired format: https://host[/path]";
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            errors.required(path, "url must be a valid URL: " + e.getMessage() + form);
            return;
        }
        if (!"https".equals(url.getScheme())) {
            errors.invalid(
                    path,
                    url.getScheme() == null ? "" : url.getScheme(),
                    "'https' is the only allowed URL scheme" + form);
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            errors.invalid(path, "", "host must be specified" + form);
        }
        if (url.getUserInfo() != null) {
            errors.invalid(path, url.getUserInfo(), "user information is not permitted in the URL");
        }
        if (url.getFragment() != null) {
            errors.invalid(path, url.getFragment(), "fragments are not permitted in the URL");
        }
        if (url.getQuery() != null) {
            errors.invalid(path, url.getQuery(), "query parameters are not permitted in the URL");
        }
    }

    private static void service(JsonNode service, Path path, FieldErrors errors) {
        if (Tree.text(service, "name").isEmpty()) {
            errors.required(path.child("name"), "");
        }
        if (Tree.text(service, "namespace").isEmpty()) {
            errors.required(path.child("namespace"), "");
        }
        long port = Tree.number(service, "port");
        if (port < 1 || port > 65_535) {
            errors.invalid(path.child("port"), port, "port is not valid: must be between 1 and 65535, inclusive");
        }
        String urlPath = Tree.text(service, "path");
        if (!urlPath.isEmpty() && !urlPath.startsWith("/")) {
            errors.invalid(path.child("path"), urlPath, "must start with a '/'");
        }
    }

    private static void reviewVersions(JsonNode versions, boolean knownOnly, Path path, FieldErrors errors) {
        if (versions.isEmpty()) {
            errors.required(path, "");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            String version = versions.get(i).asText();
            if (!seen.add(version)) {
                errors.invalid(path.index(i), version, "duplicate version");
                continue;
            }
            for (String wrong : DnsNames.label1035(version, false)) {
                errors.invalid(path.index(i), version, wrong);
            }
        }
        if (knownOnly && Collections.disjoint(seen, KNOWN_REVIEW_VERSIONS)) {
            errors.invalid(path, versions, "must include at least one of v1, v1beta1");
        }
    }
}
