package dev.coracle.machinery.openapi;

import dev.coracle.machinery.catalogue.Subresource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;

/**
 * Where operations are, and what upstream calls them there.
 *
 * @param subresource empty for the resource itself
 * @param kind of the resource
 * @param suffix of the operations' names
 */
record PathTemplate(String path, String subresource, GroupVersionKind kind, String suffix) {
    /** What an operation is about: below a custom resource still that, otherwise what the subresource shows. */
    GroupVersionKind subject(ApiFlavour flavour) {
        return subresource.isEmpty() || flavour == ApiFlavour.CUSTOM
                ? kind
                : Subresource.of(subresource, kind).orElseThrow().kind();
    }

    /** @param action one of a verb's, in the words of OpenAPI */
    String description(String action, ApiFlavour flavour) {
        String name = kind.kind();
        String of = subresource.isEmpty() ? "" : subresource + " of ";
        String article = "AEIOUaeiou".indexOf(name.charAt(0)) < 0 ? "a " : "an ";
        return switch (action) {
            case "list" -> flavour.listing() + name;
            case "get" -> "read " + of + "the specified " + name;
            case "put" -> "replace " + of + "the specified " + name;
            case "patch" -> "partially update " + of + "the specified " + name;
            case "post" -> "create " + of + article + name;
            case "deletecollection" -> "delete collection of " + name;
            case "watchlist" ->
                "watch individual changes to a list of " + name
                        + ". deprecated: use the 'watch' parameter with a list operation instead.";
            case "watch" ->
                "watch changes to an object of kind " + name + ". deprecated: use the 'watch' parameter with a list"
                        + " operation instead, filtered to a single item with the 'fieldSelector' parameter.";
            default -> action + " " + article + name;
        };
    }

    /** @param method where the action alone does not tell operations apart */
    String operationId(GroupVersion version, String action, String method) {
        String verb = switch (action) {
            case "post" -> "create";
            case "put" -> "replace";
            case "get" -> "read";
            case "deletecollection" -> "delete";
            case "watchlist" -> "watch";
            default -> action;
        };
        return verb
                + ResourcePaths.capital(ResourcePaths.word(version.group()))
                + ResourcePaths.capital(version.version())
                + ResourcePaths.capital(method)
                + (action.equals("deletecollection") ? "Collection" : "")
                + (path.contains("{namespace}") ? "Namespaced" : "")
                + kind.kind()
                + ResourcePaths.capital(subresource)
                + suffix;
    }
}
