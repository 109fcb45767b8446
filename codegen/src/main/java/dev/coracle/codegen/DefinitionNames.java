package dev.coracle.codegen;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which definition a model class stands for: {@code V1DeploymentSpec} is {@code io.k8s.api.apps.v1.DeploymentSpec}.
 *
 * <p>The protocol messages tell it for most. A class no message matches is placed in the group of the API class that
 * uses it, or of the class that refers to it. What is left is refused, so that a new release cannot go wrong silently.
 */
final class DefinitionNames {
    private static final Pattern MODEL = Pattern.compile("([A-Z][a-z]*)?V(\\d+(?:alpha\\d+|beta\\d+)?)([A-Z].*)");

    /** Go packages by the word API and model classes use, where they differ. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("core", "io.k8s.api.core"),
            Map.entry("apiregistration", "io.k8s.kube-aggregator.pkg.apis.apiregistration"),
            Map.entry("apiextensions", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions"),
            Map.entry("flowcontrolapiserver", "io.k8s.api.flowcontrol"),
            Map.entry("internalapiserver", "io.k8s.api.apiserverinternal"),
            Map.entry("rbacauthorization", "io.k8s.api.rbac"));

    /** Where a message of the same name in several packages is meant: the model classes cover only these. */
    private static final List<String> PREFERRED = List.of(
            "io.k8s.apimachinery.pkg.apis.meta.",
            "io.k8s.api.core.",
            "io.k8s.api.apps.",
            "io.k8s.api.autoscaling.",
            "io.k8s.api.resource.",
            "io.k8s.api.authorization.");

    /** What API classes of every group return. */
    private static final Set<String> SHARED =
            Set.of("V1Status", "V1APIResourceList", "V1APIGroup", "V1APIGroupList", "V1APIVersions");

    private final Protocols protocols;
    private final Map<Class<?>, String> names = new HashMap<>();

    DefinitionNames(Protocols protocols) {
        this.protocols = protocols;
    }

    /** The definition of each model class, by class. */
    Map<Class<?>, String> assign(List<Class<?>> models, ModelReferences references) throws IOException {
        Map<Class<?>, String> byApi = byApiClass();
        Deque<Class<?>> placed = new ArrayDeque<>();
        for (Class<?> model : models) {
            String name = named(model, byApi);
            if (!name.isEmpty()) {
                names.put(model, name);
                placed.add(model);
            }
        }
        while (!placed.isEmpty()) {
            Class<?> from = placed.remove();
            for (Class<?> to : references.of(from)) {
                if (!names.containsKey(to) && version(to).equals(version(from))) {
                    names.put(to, packageOf(names.get(from)) + simple(to));
                    placed.add(to);
                }
            }
        }
        Map<String, Class<?>> seen = new TreeMap<>();
        for (Class<?> model : models) {
            String name = names.get(model);
            if (name == null) {
                throw new IllegalStateException("no definition name for " + model.getName());
            }
            Class<?> other = seen.put(name, model);
            if (other != null) {
                throw new IllegalStateException(model + " and " + other + " are both taken for " + name);
            }
        }
        return names;
    }

    private String named(Class<?> model, Map<Class<?>, String> byApi) {
        if (model.getSimpleName().equals("VersionInfo")) {
            return "io.k8s.apimachinery.pkg.version.Info";
        }
        Matcher match = MODEL.matcher(model.getSimpleName());
        if (!match.matches()) {
            throw new IllegalStateException("unexpected model class " + model.getName());
        }
        String version = "v" + match.group(2);
        if (match.group(1) != null) {
            return packageNamed(match.group(1).toLowerCase(Locale.ROOT)) + "." + version + "." + match.group(3);
        }
        String suffix = "." + version + "." + match.group(3);
        List<String> candidates = protocols.definitionsNamed(match.group(3)).stream()
                .filter(name -> name.endsWith(suffix))
                .toList();
        String api = byApi.get(model);
        if (api != null && (candidates.isEmpty() || candidates.contains(api))) {
            return api;
        }
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        for (String preferred : PREFERRED) {
            for (String candidate : candidates) {
                if (candidate.startsWith(preferred)) {
                    return candidate;
                }
            }
        }
        return "";
    }

    /** The kinds each API class returns, with the name they have in its group. */
    private static Map<Class<?>, String> byApiClass() throws IOException {
        Pattern api = Pattern.compile("([A-Za-z]+?)V(\\d+(?:alpha\\d+|beta\\d+)?)Api");
        Map<Class<?>, String> names = new HashMap<>();
        for (Class<?> type : JarClasses.inPackage(io.kubernetes.client.openapi.apis.CoreV1Api.class)) {
            Matcher match = api.matcher(type.getSimpleName());
            if (!match.matches()) {
                continue;
            }
            String group = match.group(1).toLowerCase(Locale.ROOT);
            String version = "v" + match.group(2);
            for (Class<?> request : type.getDeclaredClasses()) {
                for (Method method : request.getDeclaredMethods()) {
                    Class<?> result = method.getReturnType();
                    if (method.getName().equals("execute")
                            && result.getPackageName().endsWith(".models")
                            && version(result).equals(version)
                            && !SHARED.contains(result.getSimpleName())) {
                        names.putIfAbsent(result, packageNamed(group) + "." + version + "." + simple(result));
                    }
                }
            }
        }
        return names;
    }

    private static String packageNamed(String word) {
        return PACKAGES.getOrDefault(word, "io.k8s.api." + word);
    }

    private static String packageOf(String definition) {
        return definition.substring(0, definition.lastIndexOf('.') + 1);
    }

    private static String version(Class<?> model) {
        Matcher match = MODEL.matcher(model.getSimpleName());
        return match.matches() ? "v" + match.group(2) : "";
    }

    private static String simple(Class<?> model) {
        Matcher match = MODEL.matcher(model.getSimpleName());
        return match.matches() ? match.group(3) : model.getSimpleName();
    }
}
