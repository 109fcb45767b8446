package dev.coracle.apiserver.kinds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Webhook configurations, validating and mutating. */
final class WebhookConfigurationStrategy implements RegistrationStrategy {
    private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
    private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
    private static final int TIMEOUT = 10;
    private static final int MAX_TIMEOUT = 30;
    private static final int HTTPS = 443;
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.count(
                    "Webhooks",
                    "Webhooks indicates the number of webhooks registered in this configuration",
                    "webhooks"),
            Columns.AGED);

    private final boolean mutating;

    WebhookConfigurationStrategy(boolean mutating) {
        this.mutating = mutating;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        for (JsonNode webhook : Tree.get(object, "webhooks")) {
            if (webhook instanceof ObjectNode hook) {
                Tree.setDefault(hook, "failurePolicy", "Fail");
                MatchRules.setDefaults(hook, "rules");
                Tree.setDefault(hook, "timeoutSeconds", TIMEOUT);
                if (mutating) {
                    Tree.setDefault(hook, "reinvocationPolicy", "Never");
                }
                if (Tree.get(hook, "clientConfig", "service") instanceof ObjectNode service) {
                    Tree.setDefault(service, "port", HTTPS);
                }
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        for (Field hook : Field.of(object, "webhooks", errors).each()) {
            webhook(hook);
            reviewVersions(hook.at("admissionReviewVersions"));
            Field name = hook.at("name");
            if (!name.isEmpty() && !names.add(name.text())) {
                name.duplicate();
            }
        }
    }

    private void webhook(Field hook) {
        fullyQualified(hook.at("name"));
        hook.each("rules").forEach(MatchRules::rule);
        hook.at("failurePolicy").oneOfIfPresent(MatchRules.FAILURE_POLICIES);
        MatchRules.matchPolicy(hook.at("matchPolicy"));
        Field effects = hook.at("sideEffects");
        if (!effects.isPresent()) {
            effects.required("must specify one of " + String.join(", ", SIDE_EFFECTS));
        } else {
            effects.oneOf(SIDE_EFFECTS);
        }
        Field timeout = hook.at("timeoutSeconds");
        if (timeout.isPresent() && (timeout.number() < 1 || timeout.number() > MAX_TIMEOUT)) {
            timeout.invalid("the timeout value must be between 1 and 30 seconds");
        }
        MatchRules.selector(hook.at("namespaceSelector"));
        MatchRules.selector(hook.at("objectSelector"));
        if (mutating) {
            hook.at("reinvocationPolicy").oneOfIfPresent(MatchRules.REINVOCATION_POLICIES);
        }
        WebhookClient.validate(hook.at("clientConfig"));
        MatchRules.conditions(hook.at("matchConditions"));
    }

    private static void fullyQualified(Field name) {
        if (name.isEmpty()) {
            name.required("");
        } else if (!DnsNames.isSubdomain(name.text())) {
            name.invalid(String.join(",", NameRule.DNS_SUBDOMAIN.check(name.text(), false)));
        } else if (name.text().chars().filter(c -> c == '.').count() < 2) {
            name.invalid("should be a domain with at least three segments separated by dots");
        }
    }

    private static void reviewVersions(Field versions) {
        if (versions.isEmpty()) {
            versions.required("must specify one of " + String.join(", ", REVIEW_VERSIONS));
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
        if (REVIEW_VERSIONS.stream().noneMatch(seen::contains)) {
            versions.invalid("must include at least one of " + String.join(", ", REVIEW_VERSIONS));
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
