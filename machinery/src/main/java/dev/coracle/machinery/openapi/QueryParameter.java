package dev.coracle.machinery.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A query parameter of an operation.
 *
 * @param type of JSON schema
 */
record QueryParameter(String name, String type, String description) {
    static final QueryParameter RESOURCE_VERSION =
            new QueryParameter("resourceVersion", "string", "What resource versions a request may be served from.");
    static final QueryParameter PRETTY =
            new QueryParameter("pretty", "string", "If 'true', then the output is pretty printed.");
    private static final QueryParameter DRY_RUN = new QueryParameter(
            "dryRun",
            "string",
            "When present, indicates that modifications should not be persisted. Valid value: All.");
    private static final QueryParameter FIELD_MANAGER = new QueryParameter(
            "fieldManager",
            "string",
            "fieldManager is a name associated with the actor or entity that is making these changes.");
    private static final QueryParameter FIELD_VALIDATION = new QueryParameter(
            "fieldValidation",
            "string",
            "fieldValidation instructs the server on how to handle objects in the request that contain unknown or"
                    + " duplicate fields: Ignore, Warn or Strict.");

    static final List<QueryParameter> WRITE = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);
    static final List<QueryParameter> PATCH = joined(
            WRITE,
            List.of(new QueryParameter(
                    "force",
                    "boolean",
                    "Force is going to \"force\" Apply requests: it takes over conflicting fields.")));
    static final List<QueryParameter> DELETE = List.of(
            DRY_RUN,
            new QueryParameter(
                    "gracePeriodSeconds", "integer", "The duration in seconds before the object should be deleted."),
            new QueryParameter(
                    "ignoreStoreReadErrorWithClusterBreakingPotential",
                    "boolean",
                    "Deletes an object that cannot be read any more, without regard to finalizers."),
            new QueryParameter("orphanDependents", "boolean", "Deprecated: please use the PropagationPolicy."),
            new QueryParameter(
                    "propagationPolicy",
                    "string",
                    "Whether and how garbage collection will be performed: Orphan, Background or Foreground."));
    static final List<QueryParameter> LIST = List.of(
            new QueryParameter("allowWatchBookmarks", "boolean", "Requests watch events with type \"BOOKMARK\"."),
            new QueryParameter("continue", "string", "Set when retrieving more results from the server."),
            new QueryParameter("fieldSelector", "string", "Restricts the list of returned objects by their fields."),
            new QueryParameter("labelSelector", "string", "Restricts the list of returned objects by their labels."),
            new QueryParameter("limit", "integer", "A maximum number of responses to return for a list call."),
            RESOURCE_VERSION,
            new QueryParameter("resourceVersionMatch", "string", "How resourceVersion is applied to list calls."),
            new QueryParameter("sendInitialEvents", "boolean", "Asks a watch to begin with the present state."),
            new QueryParameter("shardSelector", "string", "A selector to restrict the list to ranges of hashes."),
            new QueryParameter("timeoutSeconds", "integer", "Timeout for the list/watch call."),
            new QueryParameter("watch", "boolean", "Watch for changes to the described resources."));
    static final List<QueryParameter> DELETE_COLLECTION = joined(
            DELETE,
            LIST.stream()
                    .filter(parameter -> !Set.of("allowWatchBookmarks", "watch").contains(parameter.name()))
                    .toList());
    static final List<QueryParameter> LOG = List.of(
            new QueryParameter("container", "string", "The container for which to stream logs."),
            new QueryParameter("follow", "boolean", "Follow the log stream of the pod."),
            new QueryParameter("limitBytes", "integer", "The number of bytes to read from the server."),
            new QueryParameter("previous", "boolean", "Return previous terminated container logs."),
            new QueryParameter("sinceSeconds", "integer", "A relative time in seconds from which to show logs."),
            new QueryParameter("tailLines", "integer", "The number of lines from the end of the logs to show."),
            new QueryParameter("timestamps", "boolean", "Add a timestamp at the beginning of every line."));

    private static final QueryParameter CONTAINER =
            new QueryParameter("container", "string", "Container in which to execute the command, or to attach to.");
    private static final List<QueryParameter> STREAMS = List.of(
            CONTAINER,
            new QueryParameter("stderr", "boolean", "Redirect the standard error stream for this call."),
            new QueryParameter("stdin", "boolean", "Redirect the standard input stream for this call."),
            new QueryParameter("stdout", "boolean", "Redirect the standard output stream for this call."),
            new QueryParameter("tty", "boolean", "Whether a terminal is allocated for the call."));

    /** By the subresource that connects. */
    static final Map<String, List<QueryParameter>> CONNECTIONS = Map.of(
            "attach",
            STREAMS,
            "exec",
            joined(
                    List.of(new QueryParameter(
                            "command", "string", "The remote command to execute, not within a shell.")),
                    STREAMS),
            "portforward",
            List.of(new QueryParameter("ports", "integer", "Ports to forward; required when using WebSockets.")),
            "proxy",
            List.of(new QueryParameter("path", "string", "The part of the URL to use for the proxied request.")));

    ObjectNode node() {
        return parameter(name, "query", description, type);
    }

    static ObjectNode path(String name, String description) {
        return parameter(name, "path", description, "string").put("required", true);
    }

    private static ObjectNode parameter(String name, String in, String description, String type) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("in", in)
                .put("description", description);
        node.putObject("schema").put("type", type).put("uniqueItems", true);
        return node;
    }

    private static List<QueryParameter> joined(List<QueryParameter> first, List<QueryParameter> second) {
        List<QueryParameter> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
