package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.DerivedObject;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.NameRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Services. Addresses and ports are chosen before validation, as upstream does, and become the object's own through its
 * claims: two writers that choose the same one cannot both commit.
 */
final class ServiceStrategy implements Strategy {
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE = Map.of(
            "spec.clusterIP", service -> Tree.text(Tree.spec(service), "clusterIP"),
            "spec.type", service -> Tree.text(Tree.spec(service), "type"));

    /** Since v1.36 (KEP-5311) a digit may come first, as in other names. */
    @Override
    public NameRule nameRule() {
        return NameRule.DNS_LABEL;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ServiceDefaults.set(object);
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        Strategy.super.prepareForCreate(context, object);
        ObjectNode spec = Tree.createObject(object, "spec");
        if (Tree.isEmpty(spec, "clusterIPs") && !Tree.isEmpty(spec, "clusterIP")) {
            spec.putArray("clusterIPs").add(Tree.text(spec, "clusterIP"));
        }
        IpFamilies.initialize(object, null);
        ClusterIps.allocate(context, object);
        NodePorts.allocateForCreate(context, object);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        ServiceContinuity.keepAllocated(object, old);
        IpFamilies.initialize(object, old);
        if (ServiceSpec.of(old).isExternalName() && !ServiceSpec.of(object).isExternalName()) {
            ClusterIps.allocate(context, object);
        }
        NodePorts.allocateForUpdate(context, object, old);
        ServiceContinuity.dropWhatTypeNeedsNoMore(object, old);
    }

    @Override
    public void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        ServiceDefaults.ipModes(object);
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        ServiceValidation.validate(object, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        ServiceUpdateValidation.validate(object, old, errors);
        ServiceValidation.validate(object, errors);
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        LoadBalancerValidation.validate(object, errors);
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        return ServiceWarnings.of(object);
    }

    @Override
    public Set<String> claims(ObjectNode object) {
        ServiceSpec service = ServiceSpec.of(object);
        Set<String> claims = new LinkedHashSet<>();
        ClusterIps.held(object).forEach(address -> claims.add(ClusterIps.claim(address)));
        for (JsonNode port : Tree.get(service.node(), "ports")) {
            int nodePort = Tree.integer(port, "nodePort");
            if (nodePort != 0) {
                claims.add(NodePorts.claim(nodePort));
            }
        }
        int healthCheck = Tree.integer(service.node(), "healthCheckNodePort");
        if (healthCheck != 0) {
            claims.add(NodePorts.claim(healthCheck));
        }
        return claims;
    }

    /** An IPAddress for each cluster IP. */
    @Override
    public List<DerivedObject> derivedObjects(ObjectNode object) {
        return ClusterIps.held(object).stream()
                .map(address -> ClusterIps.shown(object, address))
                .toList();
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return ServiceColumns.TABLE;
    }
}
