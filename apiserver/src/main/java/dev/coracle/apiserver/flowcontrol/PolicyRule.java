package dev.coracle.apiserver.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** Some subjects and what of theirs is meant, matched as apiserver's util/flowcontrol/rule.go (v1.36) does. */
record PolicyRule(List<Subject> subjects, List<ResourceRule> resources, List<UrlRule> urls) {
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
    private static final List<String> ALL = List.of("*");

    private record Subject(String kind, String namespace, String name) {
        static Subject read(JsonNode node) {
            String kind = Tree.text(node, "kind");
            JsonNode named = Tree.get(
                    node,
                    switch (kind) {
                        case "User" -> "user";
                        case "Group" -> "group";
                        default -> "serviceAccount";
                    });
            return new Subject(kind, Tree.text(named, "namespace"), Tree.text(named, "name"));
        }

        boolean matches(UserInfo user) {
            boolean anybody = name.equals("*");
            return switch (kind) {
                case "User" -> anybody || name.equals(user.name());
                case "Group" -> anybody || user.groups().contains(name);
                default ->
                    anybody
                            ? user.name().startsWith(SERVICE_ACCOUNT + namespace + ":")
                            : user.name().equals(SERVICE_ACCOUNT + namespace + ":" + name);
            };
        }
    }

    private record ResourceRule(
            List<String> verbs,
            List<String> groups,
            List<String> resources,
            boolean clusterScope,
            List<String> namespaces) {
        static ResourceRule read(JsonNode node) {
            return new ResourceRule(
                    words(node, "verbs"),
                    words(node, "apiGroups"),
                    words(node, "resources"),
                    Tree.flag(node, "clusterScope"),
                    words(node, "namespaces"));
        }

        boolean matches(RequestInfo request) {
            if (!contains(verbs, request.verb()) || !contains(groups, request.group())) {
                return false;
            }
            if (!resources.equals(ALL) && !resources.contains(resource(request))) {
                return false;
            }
            return request.namespace().isEmpty() ? clusterScope : contains(namespaces, request.namespace());
        }

        private static String resource(RequestInfo request) {
            return request.subresource().isEmpty()
                    ? request.resource()
                    : request.resource() + "/" + request.subresource();
        }
    }

    private record UrlRule(List<String> verbs, List<String> urls) {
        static UrlRule read(JsonNode node) {
            return new UrlRule(words(node, "verbs"), words(node, "nonResourceURLs"));
        }

        boolean matches(RequestInfo request) {
            if (!contains(verbs, request.verb())) {
                return false;
            }
            for (String url : urls) {
                if (covers(url, request.path())) {
                    return true;
                }
            }
            return false;
        }

        /** A URL stands for itself and, with or without an asterisk, for what is below it. */
        private static boolean covers(String url, String path) {
            if (url.equals("*") || url.equals(path)) {
                return true;
            }
            String prefix = url.endsWith("*") ? url.substring(0, url.length() - 1) : url;
            return path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
        }
    }

    static PolicyRule read(JsonNode rule) {
        List<Subject> subjects = new ArrayList<>();
        Tree.get(rule, "subjects").forEach(subject -> subjects.add(Subject.read(subject)));
        List<ResourceRule> resources = new ArrayList<>();
        Tree.get(rule, "resourceRules").forEach(resource -> resources.add(ResourceRule.read(resource)));
        List<UrlRule> urls = new ArrayList<>();
        Tree.get(rule, "nonResourceRules").forEach(url -> urls.add(UrlRule.read(url)));
        return new PolicyRule(List.copyOf(subjects), List.copyOf(resources), List.copyOf(urls));
    }

    /** Whatever members of some groups ask for. */
    static PolicyRule everything(List<String> groups) {
        return new PolicyRule(
                groups.stream().map(group -> new Subject("Group", "", group)).toList(),
                List.of(new ResourceRule(ALL, ALL, ALL, true, ALL)),
                List.of(new UrlRule(ALL, ALL)));
    }

    boolean matches(UserInfo user, RequestInfo request) {
        for (Subject subject : subjects) {
            if (subject.matches(user)) {
                return request.isResource() ? meansResource(request) : meansUrl(request);
            }
        }
        return false;
    }

    private boolean meansResource(RequestInfo request) {
        for (ResourceRule rule : resources) {
            if (rule.matches(request)) {
                return true;
            }
        }
        return false;
    }

    private boolean meansUrl(RequestInfo request) {
        for (UrlRule rule : urls) {
            if (rule.matches(request)) {
                return true;
            }
        }
        return false;
    }

    /** An asterisk that is a list's only member stands for everything. */
    private static boolean contains(List<String> words, String word) {
        return words.equals(ALL) || words.contains(word);
    }

    private static List<String> words(JsonNode node, String field) {
        List<String> words = new ArrayList<>();
        Tree.get(node, field).forEach(word -> words.add(word.asText()));
        return List.copyOf(words);
    }
}
