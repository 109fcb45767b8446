package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.QueryParameters;
import dev.coracle.apiserver.registry.DeleteOptions;
import dev.coracle.apiserver.registry.FieldTracking;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.machinery.decode.FieldValidation;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The query of a create, update or patch.
 *
 * @param dryRun do everything but the commit
 * @param fieldValidation what is done about unknown fields
 * @param fieldManager empty when the query names none
 * @param force an apply takes what others own
 */
record WriteOptions(boolean dryRun, FieldValidation fieldValidation, String fieldManager, boolean force) {
    private static final int MAX_FIELD_MANAGER_LENGTH = 128;

    /** @param kind CreateOptions, UpdateOptions or PatchOptions */
    static WriteOptions parse(QueryParameters query, String kind) {
        FieldErrors errors = new FieldErrors();
        if (kind.equals("PatchOptions") && query.has("force")) {
            errors.forbidden(Path.of("force"), "may not be specified for non-apply patch");
        }
        return parse(query, kind, errors);
    }

    /** The options of an apply, which must name its manager. */
    static WriteOptions parseApply(QueryParameters query) {
        FieldErrors errors = new FieldErrors();
        if (query.get("fieldManager").isEmpty()) {
            errors.required(Path.of("fieldManager"), "is required for apply patch");
        }
        return parse(query, "PatchOptions", errors);
    }

    private static WriteOptions parse(QueryParameters query, String kind, FieldErrors errors) {
        String manager = query.get("fieldManager");
        checkManager(manager, errors);
        boolean dryRun = DeleteOptions.dryRun(query.all("dryRun"), errors);
        String validation = query.get("fieldValidation");
        List<String> levels = List.of("", "Ignore", "Strict", "Warn");
        if (!levels.contains(validation)) {
            errors.notSupported(Path.of("fieldValidation"), validation, levels);
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("meta.k8s.io", kind, "", errors);
        }
        return new WriteOptions(dryRun, FieldValidation.parse(validation), manager, query.flag("force"));
    }

    private static void checkManager(String manager, FieldErrors errors) {
        if (manager.getBytes(StandardCharsets.UTF_8).length > MAX_FIELD_MANAGER_LENGTH) {
            errors.tooLong(Path.of("fieldManager"), MAX_FIELD_MANAGER_LENGTH);
        }
        int position = 0;
        for (int c : manager.codePoints().toArray()) {
            if (!UserAgents.isPrintable(c)) {
                errors.invalid(
                        Path.of("fieldManager"),
                        manager,
                        String.format("invalid character U+%04X (at position %d)", c, position));
            }
            position += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /** A write whose changes the named manager, or else the client's program, comes to own. */
    WriteRequest request(Exchange exchange, ServedResource target) {
        return request(exchange, target, FieldTracking.manager(manager(exchange)));
    }

    /** A write of an object that brings its managedFields along. */
    WriteRequest untracked(Exchange exchange, ServedResource target) {
        return request(exchange, target, FieldTracking.settled());
    }

    String manager(Exchange exchange) {
        return fieldManager.isEmpty() ? UserAgents.manager(exchange.header(HttpHeaders.USER_AGENT)) : fieldManager;
    }

    private WriteRequest request(Exchange exchange, ServedResource target, FieldTracking tracking) {
        return WriteRequest.to(target, Scopes.namespace(exchange, target), Scopes.caller(exchange))
                .subresource(exchange.info().subresource())
                .tracking(tracking)
                .dryRun(dryRun);
    }
}
