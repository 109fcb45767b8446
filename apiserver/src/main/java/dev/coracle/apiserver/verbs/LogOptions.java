package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.http.QueryParameters;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * The query of a log request, checked as upstream's ValidatePodLogOptions (v1.36) does.
 *
 * @param container empty when the pod's only one is meant
 * @param query what the kubelet is asked, beginning with a question mark unless empty
 */
record LogOptions(String container, String query) {
    private static final String[] PASSED_ON = {
        "follow", "previous", "sinceSeconds", "sinceTime", "timestamps", "tailLines", "limitBytes", "stream"
    };

    static LogOptions parse(QueryParameters query, String pod) {
        FieldErrors errors = new FieldErrors();
        OptionalLong tail = query.number("tailLines");
        if (tail.isPresent() && tail.getAsLong() < 0) {
            errors.invalid(Path.of("tailLines"), tail.getAsLong(), "must be greater than or equal to 0");
        }
        positive("limitBytes", query.number("limitBytes"), errors);
        positive("sinceSeconds", query.number("sinceSeconds"), errors);
        if (query.has("sinceSeconds") && query.has("sinceTime")) {
            errors.forbidden(Path.of(""), "at most one of `sinceTime` or `sinceSeconds` may be specified");
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("", "PodLogOptions", pod, errors);
        }
        StringBuilder out = new StringBuilder();
        for (String name : PASSED_ON) {
            if (query.has(name)) {
                out.append(out.isEmpty() ? '?' : '&').append(name).append('=');
                out.append(URLEncoder.encode(query.get(name), StandardCharsets.UTF_8));
            }
        }
        return new LogOptions(query.get("container"), out.toString());
    }

    private static void positive(String name, OptionalLong value, FieldErrors errors) {
        if (value.isPresent() && value.getAsLong() < 1) {
            errors.invalid(Path.of(name), value.getAsLong(), "must be greater than 0");
        }
    }
}
