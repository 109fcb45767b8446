package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.http.QueryParameters;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The query of a list or watch, checked as apimachinery's ValidateListOptions (v1.36) does.
 *
 * @param resourceVersion empty for the newest
 * @param match Exact, NotOlderThan, or empty
 * @param limit 0 for no limit
 * @param continueToken empty for the first page
 * @param sendInitialEvents null when not given
 * @param bookmarks whether bookmarks are wanted
 * @param timeoutSeconds of a watch
 */
record ListOptions(
        String resourceVersion,
        String match,
        long limit,
        String continueToken,
        java.util.Optional<Boolean> sendInitialEvents,
        boolean bookmarks,
        OptionalLong timeoutSeconds) {
    static final String EXACT = "Exact";
    static final String NOT_OLDER_THAN = "NotOlderThan";

    static ListOptions parse(QueryParameters query, boolean watch) {
        ListOptions options = new ListOptions(
                query.get("resourceVersion"),
                query.get("resourceVersionMatch"),
                query.number("limit").orElse(0),
                query.get("continue"),
                query.has("sendInitialEvents")
                        ? java.util.Optional.of(query.flag("sendInitialEvents"))
                        : java.util.Optional.empty(),
                query.flag("allowWatchBookmarks"),
                query.number("timeoutSeconds"));
        FieldErrors errors = new FieldErrors();
        if (watch) {
            options = options.orLegacyWatch();
            options.checkWatch(errors);
        } else {
            options.checkList(errors);
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("meta.k8s.io", "ListOptions", "", errors);
        }
        return options;
    }

    private void checkList(FieldErrors errors) {
        Path field = Path.of("resourceVersionMatch");
        if (!match.isEmpty()) {
            if (resourceVersion.isEmpty()) {
                errors.forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided");
            }
            if (!continueToken.isEmpty()) {
                errors.forbidden(field, "resourceVersionMatch is forbidden when continue is provided");
            }
            if (!match.equals(EXACT) && !match.equals(NOT_OLDER_THAN)) {
                errors.notSupported(field, match, List.of(EXACT, NOT_OLDER_THAN, ""));
            }
            if (match.equals(EXACT) && resourceVersion.equals("0")) {
                errors.forbidden(field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
            }
        }
        if (sendInitialEvents.isPresent()) {
            errors.forbidden(Path.of("sendInitialEvents"), "sendInitialEvents is forbidden for list");
        }
    }

    private void checkWatch(FieldErrors errors) {
        Path field = Path.of("resourceVersionMatch");
        if (sendInitialEvents.isPresent()) {
            if (!match.equals(NOT_OLDER_THAN)) {
                errors.forbidden(field, "sendInitialEvents requires setting resourceVersionMatch to " + NOT_OLDER_THAN);
            }
        } else if (!match.isEmpty()) {
            errors.forbidden(field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
        if (!match.isEmpty() && !match.equals(NOT_OLDER_THAN)) {
            errors.notSupported(field, match, List.of(NOT_OLDER_THAN));
        }
        if (!match.isEmpty() && !continueToken.isEmpty()) {
            errors.forbidden(field, "resourceVersionMatch is forbidden when continue is provided");
        }
    }

    /** A watch that names no version has always begun with the state there is: it asks for initial events. */
    private ListOptions orLegacyWatch() {
        boolean legacy = resourceVersion.isEmpty() || resourceVersion.equals("0");
        if (!legacy || sendInitialEvents.isPresent() || !match.isEmpty()) {
            return this;
        }
        return new ListOptions(
                resourceVersion,
                NOT_OLDER_THAN,
                limit,
                continueToken,
                java.util.Optional.of(true),
                bookmarks,
                timeoutSeconds);
    }

    /** Whether exactly the state at {@link #resourceVersion} is asked for; a limit alone used to mean that too. */
    boolean isExact() {
        return match.equals(EXACT)
                || (match.isEmpty() && limit > 0 && !resourceVersion.isEmpty() && !resourceVersion.equals("0"));
    }
}
