package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a container's validation has to know of the pod around it.
 *
 * @param volumes the valid volumes by name
 * @param claims the names of the pod's resource claims
 * @param gracePeriod the pod's terminationGracePeriodSeconds
 * @param hostUsers whether the pod shares the host's user namespace
 * @param restartPolicy the pod's
 */
record PodScope(
        Map<String, JsonNode> volumes, Set<String> claims, long gracePeriod, boolean hostUsers, String restartPolicy) {

    static PodScope of(JsonNode spec, Map<String, JsonNode> volumes) {
        Set<String> claims = new HashSet<>();
        for (JsonNode claim : Tree.get(spec, "resourceClaims")) {
            if (!Tree.isEmpty(claim, "name")) {
                claims.add(Tree.text(claim, "name"));
            }
        }
        return new PodScope(
                volumes,
                claims,
                Tree.number(spec, "terminationGracePeriodSeconds"),
                Tree.get(spec, "hostUsers").asBoolean(true),
                Tree.text(spec, "restartPolicy"));
    }
}
