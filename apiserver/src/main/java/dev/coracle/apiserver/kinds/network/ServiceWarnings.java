package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** What a service says to no effect or in a way that goes out of use: upstream's GetWarningsForService. */
final class ServiceWarnings {
    private static final String HINTS = "service.kubernetes.io/topology-aware-hints";

    private ServiceWarnings() {}

    static List<String> of(ObjectNode object) {
        ServiceSpec service = ServiceSpec.of(object);
        JsonNode spec = service.node();
        List<String> warnings = new ArrayList<>(0);
        if (Tree.get(Tree.metadata(object), "annotations").has(HINTS)) {
            warnings.add(
                    "annotation " + HINTS + " is deprecated, please use service.kubernetes.io/topology-mode instead");
        }
        boolean external = !Tree.isEmpty(spec, "externalIPs");
        if (service.isHeadless()) {
            if (!Tree.isEmpty(spec, "loadBalancerIP")) {
                warnings.add("spec.loadBalancerIP is ignored for headless services");
            }
            if (external) {
                warnings.add("spec.externalIPs is ignored for headless services");
            }
            if (!Tree.text(spec, "sessionAffinity").equals("None")) {
                warnings.add("spec.SessionAffinity is ignored for headless services");
            }
        } else if (external && !service.isExternalName()) {
            warnings.add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        if (service.isExternalName() && external) {
            warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
        if (!service.isExternalName() && !Tree.isEmpty(spec, "externalName")) {
            warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (Tree.text(spec, "trafficDistribution").equals("PreferClose")) {
            warnings.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
        return warnings;
    }
}
