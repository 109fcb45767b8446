package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.decode.FieldValidation;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.QueryParameters;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.registry.WriteRequest;
import java.util.List;

/**
 * The query of a create, update or patch.
 *
 * @param dryRun do everything but the commit
 * @param fieldValidation what is done about unknown fields
 */
record WriteOptions(boolean dryRun, FieldValidation fieldValidation) {
    private static final int MAX_FIELD_MANAGER_LENGTH = 128;

    /** @param kind CreateOptions, UpdateOptions or PatchOptions */
    static WriteOptions parse(QueryParameters query, String kind) {
        FieldErrors errors = new FieldErrors();
        boolean dryRun = dryRun(query, errors);
        String validation = query.get("fieldValidation");
        List<String> levels = List.of("", "Ignore", "Strict", "Warn");
        if (!levels.contains(validation)) {
            errors.notSupported(Path.of("fieldValidation"), validation, levels);
        }
        String manager = query.get("fieldManager");
        if (manager.length() > MAX_FIELD_MANAGER_LENGTH) {
            errors.tooLong(Path.of("fieldManager"), MAX_FIELD_MANAGER_LENGTH);
        } else if (!manager.chars().allMatch(c -> c >= ' ' && c != 0x7f)) {
            errors.invalid(Path.of("fieldManager"), manager, "should only contain printable characters");
        }
        if (query.has("force")) {
            errors.forbidden(Path.of("force"), "may not be specified for non-apply patch");
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("meta.k8s.io", kind, "", errors);
        }
        return new WriteOptions(dryRun, FieldValidation.parse(validation));
    }

    static boolean dryRun(QueryParameters query, FieldErrors errors) {
        boolean dryRun = false;
        for (String value : query.all("dryRun")) {
            if (value.equals("All")) {
                dryRun = true;
            } else {
                errors.notSupported(Path.of("dryRun"), value, List.of("All"));
            }
        }
        return dryRun;
    }

    WriteRequest request(Exchange exchange, Served target) {
        return new WriteRequest(
                target,
                Scopes.namespace(exchange, target),
                exchange.info().subresource(),
                dryRun,
                exchange.executor(),
                exchange::warn);
    }
}
