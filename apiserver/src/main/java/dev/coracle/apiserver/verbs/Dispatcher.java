package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ResourceRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.protobuf.ProtobufWriter;
import dev.coracle.machinery.schema.GroupVersion;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the resource and the verb that a request means. Immutable; used by every event loop. */
public final class Dispatcher implements Consumer<Exchange> {
    /** What connects a client with a pod, a service or a node; discovery lists it, and it is not served yet. */
    private static final Set<String> ABSENT = Set.of("exec", "attach", "portforward", "proxy");

    private final ResourceRegistry resources;
    private final Map<String, Verb> verbs;
    private final Map<String, Map<String, Verb>> special;
    private final ProtobufWriter protobuf;
    private final Verb absent;

    /**
     * @param verbs by verb
     * @param special by what they serve, then verb: {@code bindings}, {@code pods/binding}, {@code *}{@code /status}
     * @param protobuf knows which kinds have a protobuf form
     * @param absent refuses what is not served yet
     */
    Dispatcher(
            ResourceRegistry resources,
            Map<String, Verb> verbs,
            Map<String, Map<String, Verb>> special,
            ProtobufWriter protobuf,
            Verb absent) {
        this.resources = resources;
        this.verbs = verbs;
        this.special = special;
        this.protobuf = protobuf;
        this.absent = absent;
    }

    @Override
    public void accept(Exchange exchange) {
        RequestInfo info = exchange.info();
        GroupVersion groupVersion = new GroupVersion(info.group(), info.version());
        Optional<ServedResource> target = resources.find(groupVersion, info.resource());
        if (target.isEmpty()) {
            unknown(exchange, groupVersion);
            return;
        }
        if (!protobuf.writes(target.get().version().schema().name())) {
            exchange.negotiation().withoutProtobuf();
        }
        if (isNowhere(info, target.get())) {
            exchange.pageNotFound();
            return;
        }
        checkScope(info, target.get().resource());
        String deprecation = target.get().resource().strategy().deprecation();
        if (!deprecation.isEmpty()) {
            exchange.warn(deprecation);
        }
        verb(info, target.get().resource()).handle(exchange, target.get());
    }

    private void unknown(Exchange exchange, GroupVersion groupVersion) {
        if (resources.hasGroup(groupVersion.group())) {
            throw ApiException.noSuchResource();
        }
        exchange.pageNotFound();
    }

    /** Below a custom resource upstream's routes end where scope and path do not agree. */
    private static boolean isNowhere(RequestInfo info, ServedResource target) {
        if (!target.version().schema().isCustom()) {
            return false;
        }
        boolean inNamespace = !info.namespace().isEmpty();
        boolean acrossNamespaces = info.verb().equals("list") || info.verb().equals("watch");
        return target.resource().namespaced() ? !inNamespace && !acrossNamespaces : inNamespace;
    }

    private static void checkScope(RequestInfo info, Resource resource) {
        boolean isNamespaces = info.resource().equals("namespaces");
        boolean wrongScope = !resource.namespaced() && !info.namespace().isEmpty() && !isNamespaces;
        boolean needsNamespace = resource.namespaced()
                && info.namespace().isEmpty()
                && !info.name().isEmpty();
        if (wrongScope || needsNamespace) {
            throw ApiException.noSuchResource();
        }
    }

    private Verb verb(RequestInfo info, Resource resource) {
        Verb verb;
        if (info.subresource().isEmpty()) {
            boolean everyNamespace = resource.namespaced() && info.namespace().isEmpty();
            boolean misplaced = switch (info.verb()) {
                case "create" -> !info.name().isEmpty() || everyNamespace;
                case "update", "patch" -> info.name().isEmpty();
                case "deletecollection" -> everyNamespace;
                default -> false;
            };
            verb = misplaced || !resource.verbs().contains(info.verb())
                    ? null
                    : special.getOrDefault(info.resource(), verbs).get(info.verb());
        } else {
            verb = subresourceVerb(info, resource);
        }
        if (verb == null) {
            throw ApiException.methodNotAllowed();
        }
        return verb;
    }

    private @Nullable Verb subresourceVerb(RequestInfo info, Resource resource) {
        String subresource = info.subresource();
        if (ABSENT.contains(subresource) && resource.subresources().contains(subresource)) {
            return absent;
        }
        boolean unknown = !resource.subresources().contains(subresource);
        if (unknown && resource.isCustom()) {
            throw ApiException.notFound(resource.storage(), info.name());
        }
        if (unknown || !info.subpath().isEmpty()) {
            throw ApiException.noSuchResource();
        }
        Map<String, Verb> own = special.get(info.resource() + "/" + subresource);
        return (own != null ? own : special.getOrDefault("*/" + subresource, Map.of())).get(info.verb());
    }
}
